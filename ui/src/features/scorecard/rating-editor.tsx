import { Quote as QuoteIcon } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { Rating } from "@/api/scorecards";
import { Button } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";

import { Quotes } from "./quotes";
import { RatingChoice } from "./rating-choice";

type Props = {
  rating: Rating;
  name: string;
  /** Whether the next quote goes here. */
  aimed: boolean;
  /** Lets the next quote go here; leads to the transcript as well if `show`. */
  onAim: (show: boolean) => void;
  onChange: (change: Partial<Rating>) => void;
  onRemoveQuote: (index: number) => void;
};

/** One competency: how it is rated, why, and what was said that shows it. */
export function RatingEditor({ rating, name, aimed, onAim, onChange, onRemoveQuote }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const bare = rating.rating != null && rating.quotes.length === 0;
  return (
    <section
      aria-labelledby={id}
      data-testid={`competency-${rating.competency}`}
      {...(aimed && { "data-aimed": true })}
      className="flex flex-col gap-3 rounded-xl border border-line p-4 data-aimed:border-violet"
    >
      <h3 id={id} className="text-lg font-semibold">
        {name}
      </h3>
      <RatingChoice
        competency={rating.competency}
        label={t("scorecard.ratingOf", { name })}
        value={rating.rating ?? null}
        onChange={(value) => {
          onAim(false);
          onChange({ rating: value });
        }}
      />
      <Field label={t("scorecard.rationale")}>
        {(wiring) => (
          <TextArea
            {...wiring}
            rows={2}
            maxLength={4_000}
            data-testid="rationale"
            value={rating.rationale}
            placeholder={t("scorecard.rationaleHint")}
            onChange={(e) => {
              onAim(false);
              onChange({ rationale: e.target.value });
            }}
          />
        )}
      </Field>
      <div className="flex flex-col gap-2">
        <Quotes quotes={rating.quotes} label={name} onRemove={onRemoveQuote} />
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button data-testid="add-evidence" onClick={() => onAim(true)}>
            <QuoteIcon aria-hidden />
            {t("scorecard.addEvidence")}
          </Button>
          {bare && (
            <p data-testid="no-evidence" className="text-sm font-medium text-violet-text">
              {t("scorecard.noEvidence")}
            </p>
          )}
        </div>
      </div>
    </section>
  );
}
