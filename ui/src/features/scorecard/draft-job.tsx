import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LoaderCircle, Sparkles, X } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { qualityQuery, scorecardCalls, scorecardKeys } from "@/api/scorecards";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

import { useRating } from "./rating-context";

/** Fetches the ratings anew whenever the drafting of this interview has come further. */
export function useDraftNews(interviewId: string): void {
  const { live } = useApi();
  const queries = useQueryClient();
  useEffect(
    () =>
      live.listenTo("scorecard_draft", (told) => {
        if (told.interview_id !== interviewId) return;
        void queries.invalidateQueries({ queryKey: scorecardKeys.of(interviewId) });
      }),
    [live, queries, interviewId],
  );
}

/** Asks a model for a draft, and shows how that stands; says why where it is withheld. */
export function DraftJob({ again = false }: { again?: boolean }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const { interviewId, view } = useRating();
  // Before anybody asked, only the record itself says that nothing can be drafted from it.
  const quality = useQuery(qualityQuery(client, interviewId)).data;
  const calls = scorecardCalls(client, interviewId);
  const refresh = () => queries.invalidateQueries({ queryKey: scorecardKeys.of(interviewId) });
  const start = useMutation({ mutationFn: calls.startDraft, onSuccess: refresh });
  const cancel = useMutation({ mutationFn: calls.cancelDraft, onSuccess: refresh });
  if (view.draft?.state === "running") {
    return (
      <div
        data-testid="drafting"
        className="flex flex-wrap items-center justify-between gap-3 rounded-xl bg-raised p-4 text-sm"
      >
        <p role="status" className="inline-flex items-center gap-2 [&_svg]:size-4">
          <LoaderCircle aria-hidden className="animate-spin text-violet-text" />
          {t("scorecard.drafting")}
        </p>
        <Button
          data-testid="cancel-draft"
          disabled={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          <X aria-hidden />
          {t("scorecard.cancelDraft")}
        </Button>
        <ProblemNotice cause={cancel.error} />
      </div>
    );
  }
  if (view.withheld != null || quality?.suffices === false) {
    return (
      <p data-testid="draft-withheld" className="text-sm text-quiet">
        {t("scorecard.draftWithheld")}
      </p>
    );
  }
  return (
    <div className="flex flex-col items-start gap-3">
      {view.draft?.state === "failed" && start.error === null && (
        <Notice role="alert" testId="draft-failed" title={t("scorecard.draftFailed")}>
          <p className="first-letter:uppercase">{view.draft.error}</p>
          <Link
            to="/settings/$section"
            params={{ section: "ai" }}
            className="font-medium text-violet-text underline underline-offset-2"
          >
            {t("scorecard.toAi")}
          </Link>
        </Notice>
      )}
      <ProblemNotice cause={start.error} />
      <Button data-testid="ask-draft" disabled={start.isPending} onClick={() => start.mutate()}>
        <Sparkles aria-hidden />
        {t(again ? "scorecard.askAgain" : "scorecard.askDraft")}
      </Button>
    </div>
  );
}
