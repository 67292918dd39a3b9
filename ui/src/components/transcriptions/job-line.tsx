import { useQuery } from "@tanstack/react-query";
import { RotateCcw, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { modelsQuery } from "@/api/queries";
import { isOpen } from "@/api/transcriptions";
import type { TranscriptionJob } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Field, Select } from "@/components/ui/field";

import { JobProgress } from "./job-progress";
import { useJobMoves } from "./use-transcriptions";

type Props = {
  job: TranscriptionJob;
  remainingMs?: number | null;
  /** Whose recording, where that is not plain from the place. */
  heading?: ReactNode;
};

/** One piece of work in the background: where it stands, and what can be done about it. */
export function JobLine({ job, remainingMs = null, heading }: Props) {
  const { t } = useTranslation();
  const { cancel, retry } = useJobMoves();
  const [again, setAgain] = useState(false);
  const open = isOpen(job);
  const failed = job.state === "failed" || job.state === "cancelled";
  return (
    <div className="flex flex-col gap-3" data-testid="transcription" data-state={job.state}>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          {heading}
          <p className="text-sm text-quiet">
            {[t(`transcriptions.kind.${job.kind}`), job.model].join(" · ")}
          </p>
        </div>
        <span
          data-testid="job-state"
          className={`inline-flex items-center rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap ${
            open || job.state === "failed"
              ? "bg-violet-mist text-violet-text"
              : "bg-raised text-quiet"
          }`}
        >
          {t(`transcriptions.state.${job.state}`)}
        </span>
      </div>
      {open && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          {job.state !== "waiting" && <JobProgress job={job} remainingMs={remainingMs} />}
          <Confirm
            trigger={
              <Button look="quiet" className="-mr-4 ml-auto" data-testid="cancel-transcription">
                <X aria-hidden />
                {t("transcriptions.cancel")}
              </Button>
            }
            title={t("transcriptions.cancelTitle")}
            text={t(`transcriptions.cancelText.${job.kind === "again" ? "again" : "other"}`)}
            action={t("transcriptions.cancel")}
            actionTestId="confirm-cancel-transcription"
            onConfirm={() => cancel.mutate(job.id)}
          />
        </div>
      )}
      {job.state === "failed" && (
        <p className="text-sm" data-testid="job-error">
          <span className="font-medium">{t("transcriptions.failed")}</span>{" "}
          <span className="first-letter:uppercase">{job.error}</span>
        </p>
      )}
      {failed && !again && (
        <Button
          className="self-start"
          data-testid="retry-transcription"
          onClick={() => setAgain(true)}
        >
          <RotateCcw aria-hidden />
          {t("transcriptions.retry")}
        </Button>
      )}
      {failed && again && (
        <Retry
          before={job.model}
          busy={retry.isPending}
          onRetry={(model) =>
            retry.mutate({ job: job.id, model }, { onSuccess: () => setAgain(false) })
          }
        />
      )}
      <ProblemNotice cause={cancel.error ?? retry.error} />
    </div>
  );
}

type RetryProps = { before: string; busy: boolean; onRetry: (model: string) => void };

/** With which model to try again; the same one unless it is gone. */
function Retry({ before, busy, onRetry }: RetryProps) {
  const { t } = useTranslation();
  const { client } = useApi();
  const models = useQuery(modelsQuery(client));
  const usable = (models.data ?? []).filter(({ installed }) => installed);
  const [wanted, setWanted] = useState(before);
  const model = usable.some(({ name }) => name === wanted) ? wanted : (usable[0]?.name ?? "");
  return (
    <form
      className="flex flex-wrap items-end gap-3"
      onSubmit={(e) => {
        e.preventDefault();
        onRetry(model);
      }}
    >
      <div className="min-w-0 flex-1 basis-48">
        <Field label={t("transcriptions.model")}>
          {(wiring) => (
            <Select
              {...wiring}
              data-testid="retry-model"
              value={model}
              onChange={(e) => setWanted(e.target.value)}
            >
              {usable.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Button
        type="submit"
        look="primary"
        data-testid="confirm-retry"
        disabled={busy || model === ""}
      >
        {t("transcriptions.retry")}
      </Button>
      <ProblemNotice cause={models.error} />
    </form>
  );
}
