import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Bot, ClipboardPen, CircleSlash } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type Scorecard, scorecardCalls, scorecardKeys } from "@/api/scorecards";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { dateTime } from "@/i18n/format";

import { CardView } from "./card-view";
import { DraftJob } from "./draft-job";
import { NameDialog } from "./name-dialog";
import { Outdated, Provenance } from "./provenance";
import { useRating } from "./rating-context";
import type { Beginning } from "./use-beginning";

type Props = {
  /** The latest draft of a model; null before the first. */
  card: Scorecard | null;
  rater: string;
  /** Whether it is kept from the panel until all have signed. */
  keptBack: boolean;
  /** How to begin from it; null where one has a card already, or has no name yet. */
  beginning: Beginning | null;
};

/** What a model drafted: never to be mistaken for a rating by a person. */
export function DraftPanel({ card, rater, keptBack, beginning }: Props) {
  const { t, i18n } = useTranslation();
  const { transcriptVersion } = useRating();
  const [rejecting, setRejecting] = useState(false);
  if (keptBack && card === null) {
    return (
      <Notice role="note" testId="draft-hidden" title={t("scorecard.draftKeptBack")}>
        {t("scorecard.draftKeptBackText")}
      </Notice>
    );
  }
  if (card === null) {
    return (
      <div className="flex flex-col gap-3" data-testid="no-draft">
        <h3 className="font-semibold">{t("scorecard.noDraft")}</h3>
        <p className="max-w-prose text-sm text-quiet">{t("scorecard.noDraftText")}</p>
        <DraftJob />
      </div>
    );
  }
  const rejected = card.status === "rejected";
  const again = rejected || card.transcript_version !== transcriptVersion;
  return (
    <div className="flex flex-col gap-4" data-testid="model-draft">
      <div className="flex flex-col gap-3 rounded-xl border-2 border-dashed border-violet p-4">
        <div className="flex items-start gap-3">
          <Bot aria-hidden className="mt-0.5 size-5 shrink-0 text-violet-text" />
          <div>
            <h3 className="font-semibold">{t("scorecard.machine")}</h3>
            <p className="text-sm">{t("scorecard.machineText")}</p>
          </div>
        </div>
        <Provenance card={card} />
        {rejected ? (
          <p className="text-sm font-medium" data-testid="rejected">
            {t(card.signed_by == null ? "scorecard.rejected" : "scorecard.rejectedBy", {
              name: card.signed_by ?? "",
              at: dateTime(card.closed_at ?? card.changed_at, i18n.language),
            })}
          </p>
        ) : (
          <div className="flex flex-wrap gap-2">
            {beginning && (
              <Button
                look="primary"
                data-testid="accept-draft"
                disabled={beginning.busy}
                onClick={() => beginning.begin(card.id)}
              >
                <ClipboardPen aria-hidden />
                {t("scorecard.accept")}
              </Button>
            )}
            <Button data-testid="reject-draft" onClick={() => setRejecting(true)}>
              <CircleSlash aria-hidden />
              {t("scorecard.reject")}
            </Button>
          </div>
        )}
        <ProblemNotice cause={beginning?.error} />
        {again && <DraftJob again />}
      </div>
      <Outdated card={card} />
      <CardView card={card} />
      {rejecting && <RejectDialog card={card} rater={rater} onClose={() => setRejecting(false)} />}
    </div>
  );
}

type RejectProps = { card: Scorecard; rater: string; onClose: () => void };

function RejectDialog({ card, rater, onClose }: RejectProps) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const reject = useMutation({
    mutationFn: (name: string) => scorecardCalls(client, card.interview_id).reject(card.id, name),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: scorecardKeys.of(card.interview_id) });
      onClose();
    },
  });
  return (
    <NameDialog
      testId="reject-dialog"
      title={t("scorecard.rejectTitle")}
      intro={t("scorecard.rejectText")}
      action={t("scorecard.rejectNow")}
      name={rater}
      busy={reject.isPending}
      problem={reject.error}
      onConfirm={(name) => reject.mutate(name)}
      onClose={onClose}
    />
  );
}

/** Stands above a card that was signed. */
export function SignedNotice({ card }: { card: Scorecard }) {
  const { t, i18n } = useTranslation();
  return (
    <Notice role="note" testId="signed">
      <p className="font-medium">
        {t("scorecard.signedBy", {
          name: card.signed_by ?? card.rater,
          at: dateTime(card.closed_at ?? card.changed_at, i18n.language),
        })}
      </p>
      <p>{t("scorecard.signedText")}</p>
    </Notice>
  );
}
