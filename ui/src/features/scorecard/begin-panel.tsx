import { ClipboardPen, FilePlus2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Scorecard } from "@/api/scorecards";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

import { DraftJob } from "./draft-job";
import type { Beginning } from "./use-beginning";

type Props = {
  /** The model's draft one can begin from; null when there is none. */
  draft: Scorecard | null;
  /** Whether the panel rates without the model's draft, and has not all signed yet. */
  keptBack: boolean;
  beginning: Beginning;
  onSeeDraft: () => void;
};

/** Before one's own card is begun: what rating means here, and the two ways into it. */
export function BeginPanel({ draft, keptBack, beginning, onSeeDraft }: Props) {
  const { t } = useTranslation();
  const { begin, busy, error } = beginning;
  return (
    <div className="flex flex-col gap-4" data-testid="begin">
      <ol className="flex max-w-prose list-decimal flex-col gap-1.5 pl-5 text-sm">
        <li>{t("scorecard.teach.rate")}</li>
        <li>{t("scorecard.teach.quote")}</li>
        <li>{t("scorecard.teach.sign")}</li>
      </ol>
      <ProblemNotice cause={error} />
      <div className="grid gap-3 sm:grid-cols-2">
        <section className="flex flex-col items-start gap-3 rounded-xl border border-line p-4">
          <h3 className="font-semibold">{t("scorecard.fromDraft")}</h3>
          <p className="text-sm text-quiet">{t("scorecard.fromDraftText")}</p>
          {keptBack ? (
            <p className="text-sm font-medium" data-testid="draft-kept-back">
              {t("scorecard.draftKeptBack")}
            </p>
          ) : draft === null ? (
            <DraftJob />
          ) : (
            <div className="flex flex-wrap gap-2">
              <Button
                look="primary"
                data-testid="accept-draft"
                disabled={busy}
                onClick={() => begin(draft.id)}
              >
                <ClipboardPen aria-hidden />
                {t("scorecard.accept")}
              </Button>
              <Button look="quiet" data-testid="see-draft" onClick={onSeeDraft}>
                {t("scorecard.seeDraft")}
              </Button>
            </div>
          )}
        </section>
        <section className="flex flex-col items-start gap-3 rounded-xl border border-line p-4">
          <h3 className="font-semibold">{t("scorecard.byYourself")}</h3>
          <p className="text-sm text-quiet">{t("scorecard.byYourselfText")}</p>
          <Button data-testid="begin-empty" disabled={busy} onClick={() => begin()}>
            <FilePlus2 aria-hidden />
            {t("scorecard.beginEmpty")}
          </Button>
        </section>
      </div>
    </div>
  );
}
