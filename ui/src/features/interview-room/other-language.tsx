import { Languages } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import type { RoomView } from "@/api/room";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

import { useMove } from "./moves";

/** Asks whether another language is spoken than the one that is written down, once there are signs of it. */
export function OtherLanguage({ room }: { room: RoomView }) {
  const { t } = useTranslation();
  const { live } = useApi();
  const id = room.interview_id;
  const heard = useRoomNow(live, id, "otherLanguage");
  const move = useMove(id);
  const language = room.status === "started" && heard !== room.spoken_language ? heard : null;
  return (
    <div
      role="status"
      data-testid="other-language"
      className={language === null ? "" : "px-4 pt-4 sm:px-8"}
    >
      {language !== null && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl border border-violet-text bg-violet-mist px-4 py-3 text-sm">
          <Languages className="size-5 shrink-0 text-violet-text" aria-hidden />
          <div className="min-w-0 flex-1 basis-56">
            <p className="font-medium">{t(`otherLanguage.sounds.${language}`)}</p>
            <p className="text-quiet">{t("otherLanguage.hint")}</p>
          </div>
          <div className="flex flex-wrap gap-2">
            <Button
              look="primary"
              data-testid="other-language-yes"
              disabled={move.isPending}
              onClick={() =>
                move.mutate(
                  { move: "speak", language },
                  { onSuccess: () => live.languageAnswered(id, false) },
                )
              }
            >
              {t(`otherLanguage.yes.${language}`)}
            </Button>
            <Button
              data-testid="other-language-no"
              disabled={move.isPending}
              onClick={() => live.languageAnswered(id, true)}
            >
              {t("otherLanguage.no")}
            </Button>
          </div>
          <ProblemNotice cause={move.error} />
        </div>
      )}
    </div>
  );
}
