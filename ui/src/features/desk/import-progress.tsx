import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { RecordingImportJob } from "@/api/recording-imports";
import { ProgressBar } from "@/components/ui/progress-bar";
import { clock, diskSize, roughly } from "@/i18n/format";

/** How far taking a recording in has come: in time of sound where its length is known, in bytes where it is not. */
export function ImportProgress({ job }: { job: RecordingImportJob }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const { language } = i18n;
  const { step, state, done_ms, total_ms, done_bytes, total_bytes, remaining_ms } = job;
  const inTime = step !== "checking" && total_ms != null;
  const [done, total] = inTime ? [done_ms, total_ms] : [done_bytes, total_bytes];
  const share = Math.min(1, done / Math.max(1, total));
  const words = inTime
    ? { done: clock(done), total: clock(Math.max(done, total)) }
    : { done: diskSize(done, language), total: diskSize(total, language) };
  return (
    <div className="flex min-w-0 flex-col gap-1.5" data-testid="import-progress">
      <ProgressBar share={share} labelledBy={id} />
      <p id={id} className="text-sm text-quiet tabular-nums">
        {state === "waiting" || state === "paused"
          ? t(`importRecording.state.${state}`)
          : t(`importRecording.step.${step}`)}
        {state !== "waiting" && ` · ${t("transcriptions.progress", words)}`}
        {remaining_ms != null &&
          ` · ${t("transcriptions.remaining", { time: roughly(remaining_ms, language) })}`}
      </p>
    </div>
  );
}
