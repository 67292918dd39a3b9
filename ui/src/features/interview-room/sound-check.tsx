import { CircleCheck, Mic, Square } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { MicrophoneCheck } from "@/api/machine";
import type { LevelHint } from "@/api/room";
import type { Role } from "@/api/types";
import { type CheckLevel, CheckMeter, LevelBars, NOTHING } from "@/components/machine/check-meter";
import { useCheck } from "@/components/machine/use-check";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

/** Somebody's microphone, by its name. */
export type Microphone = { track: Extract<Role, "candidate" | "recruiter">; device: string };

/** What a microphone gave when it was tried last. */
type Heard = { device: string; level: CheckLevel; hint: LevelHint | null };

/** What is said of the level of speech. */
const HINTS = {
  too_quiet: "levelHint.too_quiet",
  too_loud: "levelHint.too_loud",
  good: "microphoneCheck.good",
} as const satisfies Record<LevelHint, string>;

/**
 * Tries everybody's microphone before the interview. One is open at a time, since nothing tells the levels of two apart;
 * what the other one gave stays beside it. Nothing is kept: whoever leaves lets go of the microphone.
 */
export function SoundCheck({ microphones }: { microphones: readonly Microphone[] }) {
  const { t } = useTranslation();
  const { check, error, starting, start, stop } = useCheck();
  const [tried, setTried] = useState<Microphone | null>(null);
  const [before, setBefore] = useState<Partial<Record<Microphone["track"], Heard>>>({});
  const loudest = useRef(NOTHING);
  const onLevel = useCallback((level: CheckLevel) => {
    if (level.rmsDb > loudest.current.rmsDb) loudest.current = level;
  }, []);
  // Until the next one is open, what comes is still of the one before.
  const open = check !== null && check.device === tried?.device ? check : null;
  const on = open?.state === "hearing" || open?.state === "silent";

  /** What the open one gave stays, unless it gave nothing. */
  const keep = () => {
    if (tried === null || open === null || loudest.current === NOTHING) return;
    const heard = { device: tried.device, level: loudest.current, hint: open.level ?? null };
    setBefore((kept) => ({ ...kept, [tried.track]: heard }));
  };
  const listenTo = (microphone: Microphone) => {
    keep();
    loudest.current = NOTHING;
    setTried(microphone);
    start(microphone.device);
  };
  const close = () => {
    keep();
    setTried(null);
    stop();
  };
  // Another one was chosen, or there is one less: nobody means to hear this one any more.
  const unwanted =
    tried !== null &&
    !microphones.some(({ track, device }) => track === tried.track && device === tried.device);
  useEffect(() => {
    if (unwanted) stop();
    // What stops it is made anew with every drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [unwanted]);
  return (
    <section
      aria-labelledby="sound-check"
      className="flex flex-col gap-2"
      data-testid="sound-check"
    >
      <h3 id="sound-check" className="text-sm font-medium">
        {t("soundCheck.title")}
      </h3>
      <p className="text-sm text-quiet">
        {t(microphones.length > 1 ? "soundCheck.textTwo" : "soundCheck.textOne")}
      </p>
      <ul className="grid grid-cols-[repeat(auto-fit,minmax(min(16rem,100%),1fr))] gap-4">
        {microphones.map((microphone) => {
          const { track, device } = microphone;
          // Another microphone may have been chosen meanwhile: what is known is of the one before.
          const own = tried?.track === track && tried.device === device;
          const past = before[track]?.device === device ? before[track] : null;
          return (
            <Tried
              key={track}
              microphone={microphone}
              named={microphones.length > 1}
              check={own ? open : null}
              past={own && on ? null : past}
              busy={starting}
              onTry={() => listenTo(microphone)}
              onStop={close}
              onLevel={onLevel}
              error={own ? error : null}
            />
          );
        })}
      </ul>
    </section>
  );
}

type TriedProps = {
  microphone: Microphone;
  named: boolean;
  check: MicrophoneCheck | null;
  past: Heard | null;
  busy: boolean;
  error: unknown;
  onTry: () => void;
  onStop: () => void;
  onLevel: (level: CheckLevel) => void;
};

/** One microphone: its level now or as it was, what would make it better, and the button that tries it. */
function Tried(props: TriedProps) {
  const { microphone, named, check, past, busy, error, onTry, onStop, onLevel } = props;
  const { t } = useTranslation();
  const { track } = microphone;
  const state = check?.state ?? "off";
  const on = state === "hearing" || state === "silent";
  const hint = on ? check?.level : past?.hint;
  const says = () => {
    if (state === "silent") return t("microphoneCheck.silent");
    if (state === "lost") return t("microphoneCheck.lost");
    if (hint != null) return t(HINTS[hint]);
    if (on) return t(`soundCheck.speak.${track}`);
    if (state === "ended") return t("microphoneCheck.ended");
    return t(past === null ? "soundCheck.untried" : "soundCheck.unsure");
  };
  const meter = named ? t("room.levelOf", { name: t(`role.${track}`) }) : t("room.level");
  return (
    <li
      data-testid={`sound-check-${track}`}
      data-state={state}
      data-hint={hint ?? undefined}
      className="flex min-w-0 flex-col gap-2 rounded-xl border border-line p-4"
    >
      <div className="min-w-0">
        {named && <p className="text-sm font-medium">{t(`role.${track}`)}</p>}
        <p className="text-sm break-words text-quiet">{microphone.device}</p>
      </div>
      {on ? (
        <CheckMeter onLevel={onLevel} label={meter} testId={`level-${track}`} />
      ) : (
        <LevelBars label={meter} level={past?.level ?? NOTHING} testId={`level-${track}`} past />
      )}
      <p
        role="status"
        data-testid={`sound-check-says-${track}`}
        className="flex min-h-10 items-start gap-1.5 text-sm text-quiet"
      >
        {hint === "good" && state !== "silent" && (
          <CircleCheck className="mt-0.5 size-4 shrink-0 text-violet-text" aria-hidden />
        )}
        {says()}
      </p>
      {state === "lost" && check?.problem && (
        <p className="text-sm text-quiet first-letter:uppercase">{check.problem}</p>
      )}
      <ProblemNotice cause={error} />
      {on ? (
        <Button className="mt-auto self-start" data-testid={`stop-${track}`} onClick={onStop}>
          <Square aria-hidden />
          {t("microphoneCheck.stop")}
        </Button>
      ) : (
        <Button
          className="mt-auto self-start"
          data-testid={`try-${track}`}
          disabled={busy}
          onClick={onTry}
        >
          <Mic aria-hidden />
          {t(past === null && state === "off" ? "soundCheck.try" : "microphoneCheck.again")}
        </Button>
      )}
    </li>
  );
}
