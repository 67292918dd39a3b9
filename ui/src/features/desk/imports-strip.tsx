import { Link } from "@tanstack/react-router";
import { RotateCcw, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/problem";
import { isUnderWay, type RecordingImportJob } from "@/api/recording-imports";
import { ProblemNotice } from "@/components/problem-notice";
import { Button, buttonLook } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

import { ImportProgress } from "./import-progress";
import { ImportRemarks } from "./import-remarks";
import { useImportMoves } from "./use-imports";

/** What is being taken in, and what became of it, until somebody puts it away. */
export function ImportsStrip({ jobs }: { jobs: readonly RecordingImportJob[] }) {
  const { t } = useTranslation();
  if (jobs.length === 0) return null;
  return (
    <ul
      className="flex flex-col gap-2"
      aria-label={t("importRecording.underWay")}
      data-testid="imports"
    >
      {jobs.map((job) => (
        <li key={job.id} className="rounded-xl border border-line p-4">
          <ImportLine job={job} />
        </li>
      ))}
    </ul>
  );
}

function ImportLine({ job }: { job: RecordingImportJob }) {
  const { t } = useTranslation();
  const { cancel, retry, putAway } = useImportMoves();
  const open = isUnderWay(job);
  const away = () => putAway.mutate(job.id);
  return (
    <div className="flex flex-col gap-3" data-testid="import-line" data-state={job.state}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-56 text-sm break-words">
          <span className="font-medium">{job.file_name}</span>
          <span className="text-quiet">{` · ${job.candidate_name} · ${job.position_title}`}</span>
        </p>
        <div className="flex flex-wrap gap-2">
          {open && (
            <Button
              look="quiet"
              data-testid="cancel-import"
              disabled={cancel.isPending}
              onClick={() => cancel.mutate(job.id)}
            >
              <X aria-hidden />
              {t("importRecording.cancel")}
            </Button>
          )}
          {job.state === "failed" && (
            <Button
              data-testid="retry-import"
              disabled={retry.isPending}
              onClick={() => retry.mutate(job.id)}
            >
              <RotateCcw aria-hidden />
              {t("transcriptions.retry")}
            </Button>
          )}
          {job.interview_id != null && (
            <Link
              to="/interviews/$interviewId/review"
              params={{ interviewId: job.interview_id }}
              className={buttonLook("plain")}
              data-testid="import-to-review"
              onClick={away}
            >
              {t("importRecording.toReview")}
            </Link>
          )}
          {!open && (
            <Button
              look="quiet"
              data-testid="put-import-away"
              disabled={putAway.isPending}
              onClick={away}
            >
              {t("importRecording.putAway")}
            </Button>
          )}
        </div>
      </div>
      {open && <ImportProgress job={job} />}
      {job.state === "done" && (
        <>
          <p role="status" className="text-sm">
            {t("importRecording.done")}
          </p>
          <ImportRemarks job={job} />
        </>
      )}
      <ImportFailure job={job} />
      <ProblemNotice cause={cancel.error ?? retry.error ?? putAway.error} />
    </div>
  );
}

/** Why a recording was not taken in; nothing while it may still be. */
export function ImportFailure({ job }: { job: RecordingImportJob }) {
  const { t } = useTranslation();
  if (job.state !== "failed") return null;
  if (job.problem) {
    const { code, detail } = job.problem;
    return <ProblemNotice cause={new Problem(code, detail)} />;
  }
  return (
    <Notice role="note" title={t("importRecording.cutShort")}>
      <p className="text-quiet">{t("importRecording.cutShortText")}</p>
    </Notice>
  );
}
