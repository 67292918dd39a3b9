import { Circle, Mic, Square } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

import { CheckMeter } from "./check-meter";
import { SentencePlayer } from "./sentence-player";
import { useCheck } from "./use-check";

/** Longest test sentence, in seconds. */
const SENTENCE_S = 10;

/** What is said of the level of speech; unknown until enough was said. */
const LEVELS = {
  unknown: "microphoneCheck.hearing",
  too_quiet: "microphoneCheck.tooQuiet",
  too_loud: "microphoneCheck.tooLoud",
  good: "microphoneCheck.good",
} as const;

type Props = {
  /** Name of the microphone; null for the preferred or the system's default one. */
  device: string | null;
};

/** Tries a microphone out: its level, whether it is silent, and a test sentence to listen to. Nothing is stored. */
export function MicrophoneCheck({ device }: Props) {
  const { t } = useTranslation();
  const { check, error, starting, start, record, stopRecording, stop } = useCheck();
  const state = check?.state ?? "off";
  const on = state === "hearing" || state === "silent";

  // Another microphone was chosen: that one is meant.
  const checked = check?.device;
  useEffect(() => {
    if (on && device !== null && checked !== undefined && checked !== device) start(device);
    // Only a choice starts anew; what the check itself reports does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [device]);

  return (
    <div className="flex flex-col gap-4" data-testid="microphone-check" data-state={state}>
      {on ? (
        <>
          <div className="flex flex-col gap-2 rounded-xl border border-line p-4">
            <div className="flex items-center gap-3">
              <Mic className="size-5 shrink-0 text-violet-text" aria-hidden />
              <p className="min-w-0 flex-1 text-sm font-medium" data-testid="check-device">
                {check?.device}
              </p>
              <Button look="quiet" data-testid="stop-check" onClick={stop}>
                {t("microphoneCheck.stop")}
              </Button>
            </div>
            <CheckMeter />
            <p role="status" className="min-h-6 text-sm text-quiet" data-testid="check-status">
              {t(state === "silent" ? "microphoneCheck.silent" : LEVELS[check?.level ?? "unknown"])}
            </p>
          </div>
          {state === "silent" && <WhatToDo />}
          <div className="flex flex-wrap items-center gap-3">
            {check?.sentence === "recording" ? (
              <>
                <Button look="primary" data-testid="stop-recording" onClick={stopRecording}>
                  <Square aria-hidden />
                  {t("microphoneCheck.stopRecording")}
                </Button>
                <SentenceProgress ms={check.sentence_ms} />
              </>
            ) : (
              <Button data-testid="record-sentence" onClick={record}>
                <Circle className="fill-violet text-violet" aria-hidden />
                {t(
                  check?.sentence === "ready"
                    ? "microphoneCheck.recordAgain"
                    : "microphoneCheck.record",
                )}
              </Button>
            )}
            {check?.sentence === "ready" && <SentencePlayer lengthMs={check.sentence_ms} />}
          </div>
          <p className="text-sm text-quiet">
            {t("microphoneCheck.sentence", { count: SENTENCE_S })}
          </p>
        </>
      ) : (
        <>
          {state === "lost" && (
            <Notice role="alert" title={t("microphoneCheck.lost")} testId="check-lost">
              {check?.problem && (
                <p className="text-quiet first-letter:uppercase">{check.problem}</p>
              )}
            </Notice>
          )}
          {(state === "ended" || (state === "off" && check !== null)) && (
            <Notice role="status" title={t("microphoneCheck.ended")} />
          )}
          <div>
            <Button
              look="primary"
              data-testid="start-check"
              disabled={starting}
              onClick={() => start(device)}
            >
              <Mic aria-hidden />
              {t(check === null ? "microphoneCheck.start" : "microphoneCheck.again")}
            </Button>
          </div>
        </>
      )}
      <ProblemNotice cause={error} />
    </div>
  );
}

function WhatToDo() {
  const { t } = useTranslation();
  return (
    <Notice role="alert" title={t("microphoneCheck.silentTitle")} testId="check-silent">
      <ul className="mt-1 list-disc pl-5 text-quiet">
        <li>{t("microphoneCheck.silentSpeak")}</li>
        <li>{t("microphoneCheck.silentSwitch")}</li>
        <li>{t("microphoneCheck.silentSystem")}</li>
        <li>{t("microphoneCheck.silentOther")}</li>
      </ul>
    </Notice>
  );
}

function SentenceProgress({ ms }: { ms: number }) {
  const { t } = useTranslation();
  const share = Math.min(1, ms / (SENTENCE_S * 1000));
  return (
    <div
      role="progressbar"
      aria-label={t("microphoneCheck.recording")}
      aria-valuemin={0}
      aria-valuemax={SENTENCE_S}
      aria-valuenow={Math.round(ms / 1000)}
      className="h-2 min-w-24 flex-1 overflow-hidden rounded-full bg-line"
    >
      <div
        className="h-full origin-left bg-violet transition-transform duration-300"
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
