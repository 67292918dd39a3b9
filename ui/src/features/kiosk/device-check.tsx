import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Circle, Keyboard, Mic, MicOff, Square } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { Problem } from "@/api/problem";
import { CheckMeter } from "@/components/machine/check-meter";
import { SentencePlayer } from "@/components/machine/sentence-player";
import { useCheck } from "@/components/machine/use-check";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

import { BIG } from "./kiosk-frame";

/** From here on somebody speaks, in dBFS. */
const VOICE_DB = -45;
/** So many levels of a voice, ten a second, make sure of it. */
const ENOUGH = 5;

/** What is said once somebody was heard: whether all is well, or what would be better. */
const HEARD = {
  good: "kiosk.checkHeard",
  too_quiet: "microphoneCheck.tooQuiet",
  too_loud: "microphoneCheck.tooLoud",
} as const;

/** How the candidate answers. */
export type Way = "speak" | "type";

/** Whether the microphone hears the candidate, before anything counts. */
export function DeviceCheck({ onDone }: { onDone: (way: Way) => void }) {
  const { t } = useTranslation();
  const { check, error, starting, start, record, stopRecording } = useCheck();
  const heard = useHeard();
  // The check begins by itself: there is one microphone at a kiosk, and nothing to choose.
  const { refetch } = useQuery({
    queryKey: ["kiosk", "check"],
    queryFn: () => {
      start(null);
      return Promise.resolve(true);
    },
    gcTime: 0,
    staleTime: Infinity,
  });

  const state = check?.state ?? "off";
  const on = state === "hearing" || state === "silent";
  const none = Problem.from(error).code === "no_microphone";
  const says = none
    ? "kiosk.checkNone"
    : state === "lost"
      ? "kiosk.checkLost"
      : state === "silent" && !heard
        ? "kiosk.checkSilent"
        : heard
          ? HEARD[check?.level ?? "good"]
          : "kiosk.checkListening";
  const Icon = none || state === "silent" || state === "lost" ? MicOff : Mic;
  return (
    <section data-testid="kiosk-check" data-state={state} className="flex flex-col gap-6">
      <div>
        <h1 className="text-3xl font-semibold tracking-tight roomy:text-5xl">
          {t("kiosk.checkTitle")}
        </h1>
        <p className="mt-2 text-lg text-quiet roomy:text-xl">{t("kiosk.checkText")}</p>
      </div>
      <div className="flex flex-col gap-4 rounded-2xl border border-line p-5 roomy:p-7">
        <p
          role="status"
          data-testid="kiosk-check-says"
          className="flex items-center gap-3 text-lg font-medium roomy:text-xl"
        >
          <Icon className="size-6 shrink-0 text-violet-text" aria-hidden />
          {t(says)}
        </p>
        {on && <CheckMeter />}
        {!none && <ProblemNotice cause={error} />}
        <div className="flex min-h-12 flex-wrap items-center gap-3">
          {on && check?.sentence === "recording" && (
            <Button className="!min-h-12 !text-base" onClick={stopRecording}>
              <Square aria-hidden />
              {t("kiosk.stopRecording")}
            </Button>
          )}
          {on && check?.sentence !== "recording" && (
            <Button
              className="!min-h-12 !text-base"
              data-testid="kiosk-check-record"
              onClick={record}
            >
              <Circle className="fill-violet text-violet" aria-hidden />
              {t("kiosk.record")}
            </Button>
          )}
          {on && check?.sentence === "recording" && (
            <span className="text-quiet">{t("kiosk.recording")}</span>
          )}
          {on && check?.sentence === "ready" && <SentencePlayer lengthMs={check.sentence_ms} />}
          {!on && !starting && (
            <Button
              className="!min-h-12 !text-base"
              data-testid="kiosk-check-again"
              onClick={() => void refetch()}
            >
              {t("kiosk.checkAgain")}
            </Button>
          )}
        </div>
      </div>
      <div className="flex flex-wrap gap-3">
        <Button
          look={none ? "plain" : "primary"}
          className={BIG}
          data-testid="kiosk-speak"
          disabled={!on || !heard}
          onClick={() => onDone("speak")}
        >
          {t("kiosk.speak")}
          <ArrowRight aria-hidden />
        </Button>
        <Button
          look={none ? "primary" : "plain"}
          className={BIG}
          data-testid="kiosk-type"
          onClick={() => onDone("type")}
        >
          <Keyboard aria-hidden />
          {t("kiosk.type")}
        </Button>
      </div>
    </section>
  );
}

/** Whether a voice was heard since the check began. */
function useHeard(): boolean {
  const { live } = useApi();
  const [voiced, setVoiced] = useState(0);
  useEffect(
    () =>
      live.listenTo("check_level", ({ rms_db }) => {
        if (rms_db > VOICE_DB) setVoiced((n) => Math.min(ENOUGH, n + 1));
      }),
    [live],
  );
  return voiced >= ENOUGH;
}
