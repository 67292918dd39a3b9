import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";

import type { ClaimPart, Draft, Target } from "./edit";
import { useRating } from "./rating-context";

type Props = {
  draft: Draft;
  /** The chosen words; null while none are. */
  words: string | null;
  /** What the last words became evidence of; null once others are chosen. */
  added: string | null;
  /** What they would be evidence of. */
  target: Target;
  onTarget: (target: Target) => void;
  onUse: () => void;
  onClear: () => void;
};

const PARTS: ClaimPart[] = ["summary", "open_questions"];

/** What the chosen words are evidence of; says how to choose some while there are none. */
export function EvidenceBar({ draft, words, added, target, onTarget, onUse, onClear }: Props) {
  const { t } = useTranslation();
  const { language, competencies } = useRating();
  const options: { target: Target; label: string }[] = [
    ...competencies.map(({ key, name }) => ({
      target: { part: "rating", competency: key } as const,
      label: name,
    })),
    ...PARTS.flatMap((part) =>
      // One more than there are begins a new statement.
      [...draft[part], null].map((claim, index) => ({
        target: { part, index },
        label: t(claim === null ? "scorecard.newStatementOf" : "scorecard.statementOf", {
          part: t(`scorecard.part.${part}`),
          number: index + 1,
        }),
      })),
    ),
  ];
  return (
    <div
      data-testid="evidence-bar"
      className="sticky bottom-0 z-[4] border-t border-line bg-paper py-2 text-sm"
    >
      <p role="status" data-testid="evidence-added" className={words === null ? "font-medium" : ""}>
        {words === null && added !== null && t("scorecard.evidenceAdded", { what: added })}
      </p>
      {words === null ? (
        <p className="text-quiet">{t("scorecard.howToQuote")}</p>
      ) : (
        <div className="flex flex-col gap-2">
          <p className="flex items-start gap-1" aria-live="polite">
            <q lang={language} data-testid="chosen-words" className="line-clamp-2 min-w-0 flex-1">
              {words}
            </q>
            <IconButton label={t("scorecard.clearWords")} className="size-8!" onClick={onClear}>
              <X aria-hidden />
            </IconButton>
          </p>
          <div className="flex flex-wrap items-end gap-2">
            <div className="min-w-40 flex-1">
              <Field label={t("scorecard.evidenceFor")}>
                {(wiring) => (
                  <Select
                    {...wiring}
                    data-testid="evidence-target"
                    value={JSON.stringify(target)}
                    onChange={(e) => {
                      const chosen = options.find(
                        (own) => JSON.stringify(own.target) === e.target.value,
                      );
                      if (chosen) onTarget(chosen.target);
                    }}
                  >
                    {options.map((own) => (
                      <option key={JSON.stringify(own.target)} value={JSON.stringify(own.target)}>
                        {own.label}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
            </div>
            <Button look="primary" data-testid="use-evidence" onClick={onUse}>
              <Check aria-hidden />
              {t("scorecard.useEvidence")}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
