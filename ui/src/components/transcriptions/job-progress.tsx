import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { TranscriptionJob } from "@/api/types";
import { ProgressBar } from "@/components/ui/progress-bar";
import { clock, roughly } from "@/i18n/format";

type Props = {
  job: TranscriptionJob;
  /** How long it still takes, in ms, where that can be told. */
  remainingMs?: number | null;
};

/** How far a recording is transcribed, and how long it still takes. */
export function JobProgress({ job, remainingMs = null }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const { done_ms: done, total_ms: total } = job;
  const share = Math.min(1, done / Math.max(1, total));
  return (
    <div className="flex min-w-0 flex-1 basis-56 flex-col gap-1.5" data-testid="job-progress">
      <ProgressBar share={share} labelledBy={id} />
      <p id={id} className="text-sm text-quiet tabular-nums">
        {t("transcriptions.progress", { done: clock(done), total: clock(total) })}
        {remainingMs !== null &&
          ` · ${t("transcriptions.remaining", { time: roughly(remainingMs, i18n.language) })}`}
      </p>
    </div>
  );
}
