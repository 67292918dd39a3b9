import { useTranslation } from "react-i18next";

import type { RoomView } from "@/api/room";
import type { Language } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Field, Select } from "@/components/ui/field";
import { LANGUAGES } from "@/i18n/languages";

import { useMove } from "./moves";

/** The language that is written down, for the recruiter who knows better than the recogniser. */
export function SpokenLanguage({ room }: { room: RoomView }) {
  const { t } = useTranslation();
  const move = useMove(room.interview_id);
  return (
    <>
      <Field label={t("room.writtenDown")}>
        {(wiring) => (
          <Select
            {...wiring}
            data-testid="spoken-language"
            value={room.spoken_language}
            disabled={move.isPending}
            onChange={(e) => move.mutate({ move: "speak", language: e.target.value as Language })}
          >
            {LANGUAGES.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <ProblemNotice cause={move.error} />
    </>
  );
}
