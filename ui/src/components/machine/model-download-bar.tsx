import { Download, Pause, Play, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ModelDownload } from "@/api/machine";
import { Problem } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { diskSize, roughly } from "@/i18n/format";

import type { ModelAction } from "./use-models";

type Props = {
  /** What people know the model by. */
  name: string;
  download: ModelDownload | null;
  downloadable: boolean;
  busy: boolean;
  onAct: (action: ModelAction) => void;
};

/** How far a model's download has come, and the buttons for it. */
export function ModelDownloadBar({ name, download, downloadable, busy, onAct }: Props) {
  const { t, i18n } = useTranslation();
  if (download === null || download.state === "cancelled" || download.state === "done") {
    if (!downloadable) return <p className="text-sm text-quiet">{t("models.missing")}</p>;
    return (
      <Button
        look="primary"
        data-testid="download-model"
        disabled={busy}
        aria-label={t("models.downloadOf", { name })}
        onClick={() => onAct("download")}
      >
        <Download aria-hidden />
        {t("models.download")}
      </Button>
    );
  }
  const { state, done, total, rate } = download;
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const running = state === "running";
  // Between two attempts it still goes on by itself.
  const waiting = state === "waiting";
  const size = (bytes: number) => diskSize(bytes, i18n.language);
  const left = running ? (download.left_s ?? null) : null;
  return (
    <div className="flex w-full flex-col gap-2">
      <div
        role="progressbar"
        aria-label={t("models.progress", { name })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share * 100)}
        data-testid="download-progress"
        data-state={state}
        className="h-2 w-full overflow-hidden rounded-full bg-line"
      >
        <div
          className={`h-full origin-left transition-transform duration-300 ${running ? "bg-violet" : "bg-edge"}`}
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
      <p className="text-sm text-quiet">
        {t("models.of", { done: size(done), total: size(total) })}
        {running && rate > 0 && ` · ${t("models.rate", { rate: size(rate) })}`}
        {left !== null && ` · ${t("models.left", { time: roughly(left * 1000, i18n.language) })}`}
        {state === "paused" && ` · ${t("models.paused")}`}
      </p>
      <div role="status">
        {waiting && (
          <p className="text-sm font-medium text-violet-text" data-testid="download-waiting">
            {t("models.waiting")}
          </p>
        )}
      </div>
      {state === "failed" && (
        <ProblemNotice cause={new Problem(download.code ?? "internal", download.error ?? "")} />
      )}
      <div className="flex flex-wrap gap-2">
        {running || waiting ? (
          <Button data-testid="pause-download" disabled={busy} onClick={() => onAct("pause")}>
            <Pause aria-hidden />
            {t("models.pause")}
          </Button>
        ) : (
          <Button
            look="primary"
            data-testid="resume-download"
            disabled={busy}
            onClick={() => onAct("resume")}
          >
            <Play aria-hidden />
            {t(state === "failed" ? "common.tryAgain" : "models.resume")}
          </Button>
        )}
        <Button
          look="quiet"
          data-testid="cancel-download"
          disabled={busy}
          onClick={() => onAct("cancel")}
        >
          <X aria-hidden />
          {t("models.cancel")}
        </Button>
      </div>
    </div>
  );
}
