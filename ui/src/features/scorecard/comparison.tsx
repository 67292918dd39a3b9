import { Link } from "@tanstack/react-router";
import { ArrowLeftRight } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Divergence, Scorecard } from "@/api/scorecards";
import { useWide } from "@/components/use-wide";
import { dayAndTime, number } from "@/i18n/format";

import { RatingWord } from "./card-view";
import { nameOf, useRating } from "./rating-context";

/** Raters that have room beside one another. */
const WIDE_COLUMNS = 6;
const NARROW_COLUMNS = 2;

/** What the raters came to, side by side; where they are far apart is said in words. */
export function Comparison() {
  const { t, i18n } = useTranslation();
  const wide = useWide();
  const { view } = useRating();
  const signed = view.cards.filter(
    ({ author, status }) => author === "person" && status === "signed",
  );
  if (signed.length === 0) {
    return (
      <p className="text-sm text-quiet" data-testid="nothing-signed">
        {t("scorecard.panel.nothingSigned")}
      </p>
    );
  }
  const apart = view.divergences.filter(({ lowest, highest }) => highest - lowest >= FAR).length;
  return (
    <div className="flex flex-col gap-3" data-testid="comparison">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 id="comparison" className="font-semibold">
          {t("scorecard.panel.sideBySide")}
        </h3>
        {signed.length > 1 && (
          <p className="text-sm text-quiet" data-testid="apart">
            {apart === 0
              ? t("scorecard.panel.agree")
              : t("scorecard.panel.apart", { count: apart })}
          </p>
        )}
      </div>
      {signed.length <= (wide ? WIDE_COLUMNS : NARROW_COLUMNS) ? (
        <Table signed={signed} />
      ) : (
        <List signed={signed} />
      )}
      {view.overall == null ? (
        <p className="text-sm text-quiet" data-testid="no-overall">
          {t("scorecard.panel.noOverall")}{" "}
          <Link
            to="/settings/$section"
            params={{ section: "ratings" }}
            className="font-medium text-violet-text underline underline-offset-2"
          >
            {t("scorecard.panel.toWeights")}
          </Link>
        </p>
      ) : (
        <p data-testid="overall" className="rounded-xl bg-raised p-4">
          <span className="font-semibold">
            {t("scorecard.panel.overall", { value: number(view.overall.value, i18n.language, 1) })}
          </span>{" "}
          <span className="text-sm text-quiet">{t("scorecard.panel.overallBy")}</span>
        </p>
      )}
    </div>
  );
}

function Table({ signed }: { signed: Scorecard[] }) {
  const { t, i18n } = useTranslation();
  const parts = useRating();
  const { competencies, view } = parts;
  const of = (card: Scorecard, key: string) =>
    card.ratings.find(({ competency }) => competency === key);
  return (
    <div
      role="region"
      tabIndex={0}
      aria-labelledby="comparison"
      className="overflow-x-auto rounded-xl border border-line"
    >
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="border-b border-line bg-raised align-bottom">
            <td className="p-3">
              <span className="sr-only">{t("scorecard.panel.competency")}</span>
            </td>
            {signed.map((card) => (
              <th key={card.id} scope="col" className="p-3 font-semibold">
                {card.rater}
                <span className="block text-xs font-normal text-quiet">
                  {dayAndTime(card.closed_at ?? card.changed_at, i18n.language)}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {competencies.map(({ key }) => {
            const divergence = view.divergences.find((own) => own.competency === key);
            return (
              <tr
                key={key}
                data-testid={`row-${key}`}
                {...(divergence && { "data-diverges": true })}
                className="border-b border-line align-top last:border-0"
              >
                <th scope="row" className="min-w-36 p-3 font-medium">
                  {nameOf(parts, key)}
                  {divergence && <Apart divergence={divergence} />}
                </th>
                {signed.map((card) => {
                  const own = of(card, key);
                  return (
                    <td key={card.id} className="min-w-32 p-3">
                      <RatingWord rating={own?.rating ?? null} />
                      {own && own.rationale !== "" && (
                        <p className="mt-1 text-quiet">{own.rationale}</p>
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The same one below the other, where there is no room beside one another. */
function List({ signed }: { signed: Scorecard[] }) {
  const parts = useRating();
  const { competencies, view } = parts;
  return (
    <ul className="flex flex-col divide-y divide-line rounded-xl border border-line text-sm">
      {competencies.map(({ key }) => {
        const divergence = view.divergences.find((own) => own.competency === key);
        return (
          <li key={key} data-testid={`row-${key}`} className="flex flex-col gap-2 p-3">
            <div>
              <h4 className="font-medium">{nameOf(parts, key)}</h4>
              {divergence && <Apart divergence={divergence} />}
            </div>
            <dl className="flex flex-col gap-2">
              {signed.map((card) => {
                const own = card.ratings.find(({ competency }) => competency === key);
                return (
                  <div key={card.id}>
                    <dt className="text-quiet">{card.rater}</dt>
                    <dd>
                      <RatingWord rating={own?.rating ?? null} />
                      {own && own.rationale !== "" && <p className="text-quiet">{own.rationale}</p>}
                    </dd>
                  </div>
                );
              })}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}

/** From this difference on the raters should talk about it. */
const FAR = 2;

/** Says how far apart the ratings are: an icon and words, not a colour. */
function Apart({ divergence }: { divergence: Divergence }) {
  const { t } = useTranslation();
  const { lowest, highest } = divergence;
  const far = highest - lowest >= FAR;
  return (
    <span
      data-testid="divergence"
      data-far={far}
      className={`mt-1 flex w-fit items-center gap-1.5 rounded-lg border px-2 py-0.5 text-xs font-medium [&_svg]:size-3 [&_svg]:shrink-0 ${far ? "border-violet text-violet-text" : "border-line text-quiet"}`}
    >
      <ArrowLeftRight aria-hidden />
      {t(far ? "scorecard.panel.far" : "scorecard.panel.diverge", { lowest, highest })}
    </span>
  );
}
