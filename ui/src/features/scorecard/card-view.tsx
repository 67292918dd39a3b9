import { useTranslation } from "react-i18next";

import type { Claim, Rating, Scorecard } from "@/api/scorecards";

import type { ClaimPart } from "./edit";
import { Quotes } from "./quotes";
import { nameOf, useRating } from "./rating-context";

/** A card as it is to be read: ratings, reasons, evidence. */
export function CardView({ card }: { card: Scorecard }) {
  return (
    <div className="flex flex-col gap-3" data-testid="card-view">
      {card.ratings.map((rating) => (
        <RatingView key={rating.competency} rating={rating} />
      ))}
      <ClaimsView part="summary" claims={card.summary} />
      <ClaimsView part="open_questions" claims={card.open_questions} />
    </div>
  );
}

function RatingView({ rating }: { rating: Rating }) {
  const parts = useRating();
  const name = nameOf(parts, rating.competency);
  return (
    <section
      data-testid={`competency-${rating.competency}`}
      className="flex flex-col gap-2 rounded-xl border border-line p-4"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="text-lg font-semibold">{name}</h3>
        <RatingWord rating={rating.rating ?? null} />
      </div>
      {rating.rationale !== "" && (
        <p className="max-w-prose text-sm whitespace-pre-line">{rating.rationale}</p>
      )}
      <Quotes quotes={rating.quotes} label={name} />
    </section>
  );
}

/** A rating with what it is called. */
export function RatingWord({ rating }: { rating: number | null }) {
  const { t } = useTranslation();
  const { view } = useRating();
  if (rating === null) {
    return (
      <span data-testid="rating" className="text-sm text-quiet">
        {t("scorecard.notAssessed")}
      </span>
    );
  }
  const word = view.scale.find((own) => own.rating === rating)?.label;
  return (
    <span data-testid="rating" className="inline-flex items-baseline gap-2">
      <span className="text-lg font-semibold text-violet-text tabular-nums">{rating}</span>
      <span className="text-sm">{word}</span>
    </span>
  );
}

function ClaimsView({ part, claims }: { part: ClaimPart; claims: Claim[] }) {
  const { t } = useTranslation();
  if (claims.length === 0) return null;
  return (
    <section data-testid={part} className="flex flex-col gap-2 rounded-xl border border-line p-4">
      <h3 className="text-lg font-semibold">{t(`scorecard.part.${part}`)}</h3>
      <ul className="flex flex-col gap-3">
        {claims.map(({ text, quotes }, i) => (
          <li key={i} className="flex flex-col gap-1.5">
            <p className="max-w-prose text-sm whitespace-pre-line">{text}</p>
            <Quotes quotes={quotes} label={t("scorecard.statement", { number: i + 1 })} />
          </li>
        ))}
      </ul>
    </section>
  );
}
