import { useId } from "react";
import { useTranslation } from "react-i18next";

import { RATINGS } from "@/api/scorecards";

import { useRating } from "./rating-context";

type Props = {
  competency: string;
  /** What the choice is called. */
  label: string;
  value: number | null;
  onChange: (rating: number | null) => void;
};

const OPTION =
  "relative flex min-h-10 min-w-10 cursor-pointer items-center justify-center rounded-lg border border-edge px-3 text-sm " +
  "font-medium tabular-nums transition-colors hover:bg-raised has-checked:border-violet has-checked:bg-violet " +
  "has-checked:text-white has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-violet-text";

/** One to five, or not assessed; arrow keys choose, and each number says what it stands for. */
export function RatingChoice({ competency, label, value, onChange }: Props) {
  const { t } = useTranslation();
  const { view } = useRating();
  const id = useId();
  const meaning = (rating: number) => ({
    word: view.scale.find((own) => own.rating === rating)?.label ?? "",
    anchor: view.anchors[competency]?.find((own) => own.rating === rating)?.text ?? "",
  });
  const chosen = value === null ? null : meaning(value);
  return (
    <div className="flex flex-col gap-2">
      <div role="radiogroup" aria-label={label} className="flex flex-wrap gap-1.5">
        {[...RATINGS, null].map((rating) => {
          const name =
            rating === null ? t("scorecard.notAssessed") : `${rating} ${meaning(rating).word}`;
          return (
            <label key={rating} className={OPTION} title={rating === null ? undefined : name}>
              <input
                type="radio"
                name={id}
                data-testid={`rating-${rating ?? "none"}`}
                className="absolute inset-0 cursor-pointer appearance-none rounded-lg outline-none"
                aria-label={name}
                {...(rating !== null && { "aria-describedby": `${id}-${rating}` })}
                checked={value === rating}
                onChange={() => onChange(rating)}
              />
              {rating ?? t("scorecard.notAssessed")}
            </label>
          );
        })}
      </div>
      {chosen && (
        <p data-testid="anchor" className="max-w-prose text-sm text-quiet">
          <span className="font-medium text-ink">{chosen.word}</span> {chosen.anchor}
        </p>
      )}
      <details className="text-sm" data-testid="anchors">
        <summary className="w-fit rounded text-quiet">{t("scorecard.scale")}</summary>
        <dl className="mt-2 grid max-w-prose grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
          {RATINGS.map((rating) => {
            const { word, anchor } = meaning(rating);
            return (
              <div key={rating} className="contents">
                <dt className="font-semibold tabular-nums">{rating}</dt>
                <dd id={`${id}-${rating}`}>
                  <span className="font-medium">{word}</span>{" "}
                  <span className="text-quiet">{anchor}</span>
                </dd>
              </div>
            );
          })}
        </dl>
      </details>
    </div>
  );
}
