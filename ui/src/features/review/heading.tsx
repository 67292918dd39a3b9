import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ClipboardCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import type { InterviewDetail } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { StatusBadge } from "@/components/status-badge";
import { Button, buttonLook } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { WithdrawnBanner } from "@/components/withdrawn-banner";
import { clock, dateTime } from "@/i18n/format";

/** Whose interview it was and how it stands: nobody should mistake a partial record for a whole one. */
export function Heading({ detail }: { detail: InterviewDetail }) {
  const { t, i18n } = useTranslation();
  const { interview } = detail;
  const erased = interview.erased_at != null;
  const open = interview.status === "started" || interview.status === "paused";
  const over = interview.status === "finished" || interview.status === "cancelled";
  const facts = [
    ...(interview.candidate_external_id == null ? [] : [interview.candidate_external_id]),
    dateTime(interview.started_at ?? interview.created_at, i18n.language),
    ...(interview.imported_from == null
      ? []
      : [t("review.importedFrom", { name: interview.imported_from })]),
    t("review.duration", { duration: clock(detail.duration_ms) }),
  ];
  return (
    <header className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-2xl font-semibold">
              {erased ? t("review.erasedName") : interview.candidate_name}
            </h1>
            <StatusBadge interview={interview} />
          </div>
          <p className="flex flex-wrap gap-x-3 text-sm text-quiet tabular-nums">
            <span>{detail.position_title}</span>
            <span>{facts.join(" · ")}</span>
          </p>
        </div>
        {over && !erased && (
          <Link
            to="/interviews/$interviewId/scorecard"
            params={{ interviewId: interview.id }}
            data-testid="to-scorecard"
            className={buttonLook("plain")}
          >
            <ClipboardCheck aria-hidden />
            {t("scorecard.open")}
          </Link>
        )}
      </div>
      <WithdrawnBanner interview={interview} />
      {interview.deleted_at != null && !erased && <Deleted interviewId={interview.id} />}
      {interview.status === "cancelled" && interview.withdrawn_at == null && !erased && (
        <Notice role="note" testId="cancelled">
          {t("review.cancelled", {
            at: dateTime(interview.cancelled_at ?? interview.created_at, i18n.language),
          })}
        </Notice>
      )}
      {open && (
        <Notice role="note" testId="still-open" title={t("review.open")}>
          <Link
            to="/interviews/$interviewId/room"
            params={{ interviewId: interview.id }}
            className={`${buttonLook("primary")} mt-2`}
          >
            {t("review.toRoom")}
          </Link>
        </Notice>
      )}
    </header>
  );
}

/** A deleted interview can be read, and brought back. */
function Deleted({ interviewId }: { interviewId: string }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const restore = useMutation({
    mutationFn: () =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/restore", { params: { path: { id: interviewId } } }),
      ),
  });
  return (
    <Notice role="note" testId="deleted" title={t("review.deleted")}>
      <ProblemNotice cause={restore.error} />
      <Button
        className="mt-2"
        data-testid="restore"
        disabled={restore.isPending}
        onClick={() => restore.mutate()}
      >
        {t("review.restore")}
      </Button>
    </Notice>
  );
}
