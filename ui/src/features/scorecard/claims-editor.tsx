import { Plus, Quote as QuoteIcon, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { Claim } from "@/api/scorecards";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";

import type { ClaimPart } from "./edit";
import { Quotes } from "./quotes";

type Props = {
  part: ClaimPart;
  claims: Claim[];
  /** Which one the next quote goes to; null for none of these. */
  aimed: number | null;
  onAim: (index: number, show: boolean) => void;
  onChange: (make: (claims: Claim[]) => Claim[]) => void;
  onRemoveQuote: (index: number, quote: number) => void;
};

/** What the interview was about, or what stayed open: statements, each with what was said. */
export function ClaimsEditor(props: Props) {
  const { part, claims, aimed, onAim, onChange, onRemoveQuote } = props;
  const { t } = useTranslation();
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      data-testid={part}
      className="flex flex-col gap-3 rounded-xl border border-line p-4"
    >
      <div>
        <h3 id={id} className="text-lg font-semibold">
          {t(`scorecard.part.${part}`)}
        </h3>
        <p className="text-sm text-quiet">{t(`scorecard.partHint.${part}`)}</p>
      </div>
      <ol className="flex flex-col gap-4">
        {claims.map(({ text, quotes }, i) => {
          const name = t("scorecard.statement", { number: i + 1 });
          return (
            <li
              key={i}
              data-testid="claim"
              {...(aimed === i && { "data-aimed": true })}
              className="flex flex-col gap-2 border-l-2 border-line pl-3 data-aimed:border-violet"
            >
              <div className="flex items-start gap-1">
                <TextArea
                  rows={2}
                  maxLength={4_000}
                  aria-label={name}
                  data-testid="claim-text"
                  value={text}
                  onChange={(e) => {
                    onAim(i, false);
                    onChange((all) =>
                      all.map((own, k) => (k === i ? { ...own, text: e.target.value } : own)),
                    );
                  }}
                />
                <IconButton
                  label={t("scorecard.removeStatement", { number: i + 1 })}
                  data-testid="remove-claim"
                  onClick={() => onChange((all) => all.toSpliced(i, 1))}
                >
                  <Trash2 aria-hidden />
                </IconButton>
              </div>
              <Quotes quotes={quotes} label={name} onRemove={(quote) => onRemoveQuote(i, quote)} />
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Button data-testid="add-evidence" onClick={() => onAim(i, true)}>
                  <QuoteIcon aria-hidden />
                  {t("scorecard.addEvidence")}
                </Button>
                {(quotes.length === 0) !== (text.trim() === "") && (
                  <p data-testid="unfinished" className="text-sm font-medium text-violet-text">
                    {t(
                      quotes.length === 0 ? "scorecard.statementBare" : "scorecard.statementEmpty",
                    )}
                  </p>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      <Button
        look="quiet"
        className="self-start"
        data-testid="add-claim"
        onClick={() => onChange((all) => [...all, { text: "", quotes: [] }])}
      >
        <Plus aria-hidden />
        {t("scorecard.addStatement")}
      </Button>
    </section>
  );
}
