import { useTranslation } from "react-i18next";

import { Field, Input, TextArea } from "@/components/ui/field";

import type { Draft } from "./draft";
import type { Dispatch } from "./editor-state";
import { type Faults, faultWords } from "./faults";

type Props = { draft: Draft; faults: Faults; dispatch: Dispatch };

/** What the position is called and what the job is. */
export function Basics({ draft, faults, dispatch }: Props) {
  const { t } = useTranslation();
  const wrong = (place: string) => {
    const fault = faults.get(place);
    return fault && faultWords(t, fault);
  };
  return (
    <section aria-label={t("positions.basics")} className="flex flex-col gap-4">
      <Field label={t("positions.name")} hint={t("positions.nameHint")} error={wrong("title")}>
        {(wiring) => (
          <Input
            {...wiring}
            data-testid="position-title"
            value={draft.title}
            onChange={(e) => dispatch({ do: "describe", title: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("positions.description")} error={wrong("description")}>
        {(wiring) => (
          <TextArea
            {...wiring}
            rows={3}
            data-testid="position-description"
            value={draft.description}
            onChange={(e) => dispatch({ do: "describe", description: e.target.value })}
          />
        )}
      </Field>
    </section>
  );
}
