import { useTranslation } from "react-i18next";

import type { Scorecard } from "@/api/scorecards";
import { Notice } from "@/components/ui/notice";
import { dateTime } from "@/i18n/format";

import { useRating } from "./rating-context";

/** What a model's draft was made with, and how much of it was left out. */
export function Provenance({ card }: { card: Scorecard }) {
  const { t, i18n } = useTranslation();
  const facts: [string, string][] = [
    [t("scorecard.model"), card.rater],
    ...(card.prompt_version == null
      ? []
      : [[t("scorecard.promptVersion"), card.prompt_version] satisfies [string, string]]),
    [t("scorecard.transcriptVersion"), String(card.transcript_version)],
    [t("scorecard.draftedAt"), dateTime(card.created_at, i18n.language)],
    [t("scorecard.dropped"), t("scorecard.droppedCount", { count: card.dropped })],
  ];
  return (
    <dl
      data-testid="provenance"
      className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm"
    >
      {facts.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-quiet">{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Says that another transcript counts now than the one a card quotes; nothing otherwise. */
export function Outdated({ card }: { card: Scorecard }) {
  const { t } = useTranslation();
  const { transcriptVersion } = useRating();
  if (card.transcript_version === transcriptVersion) return null;
  return (
    <Notice role="note" testId="outdated" title={t("scorecard.outdated")}>
      {t(card.status === "draft" ? "scorecard.outdatedDraft" : "scorecard.outdatedClosed", {
        then: card.transcript_version,
        now: transcriptVersion,
      })}
    </Notice>
  );
}
