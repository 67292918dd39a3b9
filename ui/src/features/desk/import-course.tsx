import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { RecordingImportJob } from "@/api/recording-imports";
import { ProblemNotice } from "@/components/problem-notice";
import { Button, buttonLook } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

import { ImportProgress } from "./import-progress";
import { ImportRemarks } from "./import-remarks";
import { useImportMoves } from "./use-imports";

type Props = { job: RecordingImportJob; onClose: () => void };

/** A recording on its way in: how far it is, and the choice between giving it up and leaving it to itself. */
export function ImportUnderWay({ job, onClose }: Props) {
  const { t } = useTranslation();
  const { cancel } = useImportMoves();
  // The button that was pressed is out of sight by now.
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => here.current?.focus(), []);
  return (
    <div
      ref={here}
      tabIndex={-1}
      className="flex flex-col gap-4 outline-none"
      data-testid="import-under-way"
    >
      <p className="rounded-lg bg-raised px-3 py-2 text-sm break-words">
        <span className="font-medium">{job.file_name}</span>
        <span className="text-quiet">{` · ${job.candidate_name} · ${job.position_title}`}</span>
      </p>
      <ImportProgress job={job} />
      <ProblemNotice cause={cancel.error} />
      <div className="flex flex-wrap justify-end gap-3">
        <Button
          data-testid="dialog-cancel-import"
          disabled={cancel.isPending}
          onClick={() => cancel.mutate(job.id)}
        >
          {t("importRecording.cancel")}
        </Button>
        <Button look="primary" data-testid="import-in-background" onClick={onClose}>
          {t("importRecording.goOn")}
        </Button>
      </div>
    </div>
  );
}

/** A recording that is here; seen, it is put away. */
export function ImportDone({ job, onClose }: Props) {
  const { t } = useTranslation();
  const { putAway } = useImportMoves();
  const away = () => putAway.mutate(job.id);
  return (
    <Dialog
      open
      onOpenChange={() => {
        away();
        onClose();
      }}
      title={t("importRecording.done")}
      intro={t("importRecording.doneText")}
    >
      <div className="mb-4 empty:hidden">
        <ImportRemarks job={job} />
      </div>
      <div className="flex flex-wrap justify-end gap-3" data-testid="recording-imported">
        {job.interview_id != null && (
          <Link
            to="/interviews/$interviewId/review"
            params={{ interviewId: job.interview_id }}
            className={buttonLook("plain")}
            data-testid="imported-to-review"
            onClick={away}
          >
            {t("importRecording.toReview")}
          </Link>
        )}
        <Link
          to="/transcriptions"
          className={buttonLook("primary")}
          data-testid="imported-to-transcriptions"
          onClick={away}
        >
          {t("importRecording.toTranscriptions")}
        </Link>
      </div>
    </Dialog>
  );
}
