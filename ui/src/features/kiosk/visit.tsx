import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Keyboard, LockKeyhole, Mic } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type KioskView, type RoomView, visitQuery } from "@/api/kiosk";
import { Problem, unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

import { DeviceCheck, type Way } from "./device-check";
import { useIdle } from "./idle";
import { BIG, KioskFrame } from "./kiosk-frame";
import { LeaveDialog } from "./leave-dialog";
import { LeftBehind } from "./left-behind";
import { ThanksScreen } from "./thanks-screen";
import { useClose } from "./use-close";

/** Pages of other features, put together by the app. */
export type Slots = {
  /** What is recorded and why; tells whether the candidate has agreed, or wants to leave. */
  consent: (interviewId: string, onConsented: () => void, onDeclined: () => void) => ReactNode;
  /** The room of a begun interview. */
  room: (interviewId: string) => ReactNode;
};

/** Seconds in which somebody can still say that they are there. */
const ASK_SECONDS = 30;
/** Seconds for which it is said that an interview cannot be shown. */
const LOST_SECONDS = 20;
/** Louder than this somebody is there, in dBFS. */
const VOICE_DB = -45;

type Props = Slots & { kiosk: KioskView; interviewId: string };

/** One candidate at the kiosk, from the opened interview to the receipt. */
export function Visit({ kiosk, interviewId, ...slots }: Props) {
  const { client } = useApi();
  const close = useClose();
  const visit = useQuery(visitQuery(client, interviewId));
  useLanguageOf(visit.data);
  // An interview that cannot be shown (any more) must not hold the kiosk.
  useIdle(visit.isError ? LOST_SECONDS : null, () => close.mutate());
  const organisation = kiosk.organisation ?? null;
  if (visit.data === undefined) {
    return (
      <KioskFrame organisation={organisation}>
        <Loaded query={visit}>{() => null}</Loaded>
      </KioskFrame>
    );
  }
  switch (visit.data.status) {
    case "not_started":
      return <BeforeRoom kiosk={kiosk} visit={visit.data} slots={slots} />;
    case "started":
    case "paused":
      if (visit.data.withdrawn_at == null) {
        return <InRoom kiosk={kiosk} visit={visit.data} room={slots.room} />;
      }
      return <ThanksScreen organisation={organisation} visit={visit.data} />;
    default:
      return <ThanksScreen organisation={organisation} visit={visit.data} />;
  }
}

/** The page speaks the interview's language. */
function useLanguageOf(visit: RoomView | undefined): void {
  const { i18n } = useTranslation();
  const language = visit?.language;
  useEffect(() => {
    if (language !== undefined) void i18n.changeLanguage(language);
  }, [i18n, language]);
}

/** People who need more time are given it here, too. */
function patience(kiosk: KioskView, visit: RoomView): number {
  const { extra_time_percent, no_time_display } = visit.accommodations;
  return Math.round(
    kiosk.idle_seconds * (1 + extra_time_percent / 100) * (no_time_display ? 2 : 1),
  );
}

type Step = "check" | "consent" | "begin";

function BeforeRoom({ kiosk, visit, slots }: { kiosk: KioskView; visit: RoomView; slots: Slots }) {
  const { t } = useTranslation();
  const close = useClose();
  const typing = visit.accommodations.typing_only;
  const [way, setWay] = useState<Way | null>(typing ? "type" : null);
  const [agreed, setAgreed] = useState(false);
  const { left, stir } = useIdle(patience(kiosk, visit) + ASK_SECONDS, () => close.mutate());
  const consented = agreed || visit.consented_at != null;
  const step: Step = way === null ? "check" : consented ? "begin" : "consent";
  const asking = left <= ASK_SECONDS && <LeftBehind left={left} paused={false} onHere={stir} />;
  const organisation = kiosk.organisation ?? null;
  const notNow = (
    <Button
      look="quiet"
      className="-ml-4 !min-h-12 !text-base"
      data-testid="kiosk-not-now"
      disabled={close.isPending}
      onClick={() => close.mutate()}
    >
      {t("kiosk.cancelVisit")}
    </Button>
  );
  if (step === "consent") {
    return (
      <KioskFrame organisation={organisation} footer={notNow} bare>
        {slots.consent(
          visit.interview_id,
          () => setAgreed(true),
          () => close.mutate(),
        )}
        <ProblemNotice cause={close.error} />
        {asking}
      </KioskFrame>
    );
  }
  return (
    <KioskFrame organisation={organisation} footer={notNow}>
      <p className="mb-2 text-lg text-quiet">{t("kiosk.hello", { name: visit.candidate_name })}</p>
      {step === "check" ? (
        <DeviceCheck onDone={setWay} />
      ) : (
        <Begin visit={visit} way={way ?? "type"} onType={() => setWay("type")} />
      )}
      <ProblemNotice cause={close.error} />
      {asking}
    </KioskFrame>
  );
}

function Begin({ visit, way, onType }: { visit: RoomView; way: Way; onType: () => void }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const id = visit.interview_id;
  const start = useMutation({
    mutationFn: () =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/start", {
          params: { path: { id } },
          body: { device: null, model: null, text_only: way === "type" },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.interview(id) }),
  });
  const code = start.error === null ? null : Problem.from(start.error).code;
  const deaf = code === "no_microphone" || code === "model_missing" || code === "model_invalid";
  const Icon = way === "type" ? Keyboard : Mic;
  return (
    <section data-testid="kiosk-ready" className="flex flex-col items-start gap-6">
      <div>
        <h1 className="text-3xl font-semibold tracking-tight roomy:text-5xl">
          {visit.position_title}
        </h1>
        <p className="mt-3 flex items-center gap-3 text-lg text-quiet roomy:text-xl">
          <Icon className="size-6 shrink-0 text-violet-text" aria-hidden />
          {t(way === "type" ? "kiosk.typingText" : "kiosk.speakingText")}
        </p>
      </div>
      <ProblemNotice cause={start.error} />
      <div className="flex flex-wrap gap-3">
        <Button
          look={deaf ? "plain" : "primary"}
          className={BIG}
          data-testid="kiosk-start"
          disabled={start.isPending}
          onClick={() => start.mutate()}
        >
          {t(deaf ? "kiosk.checkAgain" : "kiosk.begin")}
        </Button>
        {deaf && (
          <Button
            look="primary"
            className={BIG}
            data-testid="kiosk-type"
            onClick={() => {
              start.reset();
              onType();
            }}
          >
            <Keyboard aria-hidden />
            {t("kiosk.type")}
          </Button>
        )}
      </div>
    </section>
  );
}

function InRoom({
  kiosk,
  visit,
  room,
}: {
  kiosk: KioskView;
  visit: RoomView;
  room: Slots["room"];
}) {
  const { t } = useTranslation();
  const { client, live } = useApi();
  const close = useClose();
  const [leaving, setLeaving] = useState(false);
  const id = visit.interview_id;
  const pause = useMutation({
    mutationFn: () =>
      unwrap(client.POST("/api/v1/interviews/{id}/pause", { params: { path: { id } } })),
  });
  // In the room there is twice the time: people think.
  const quiet = patience(kiosk, visit) * 2;
  const ask = kiosk.idle_seconds;
  const { left, stir } = useIdle(quiet + ask, () => close.mutate());
  const asking = left <= ask;

  // Speaking and being spoken to are signs of life.
  useEffect(
    () => live.listenTo("level", ({ rms_db }) => rms_db > VOICE_DB && stir()),
    [live, stir],
  );
  useEffect(stir, [visit.message_count, stir]);

  const { mutate: pauseNow } = pause;
  const running = visit.status === "started";
  useEffect(() => {
    if (asking && running) pauseNow();
  }, [asking, running, pauseNow]);

  return (
    <>
      {room(id)}
      <button
        type="button"
        data-testid="kiosk-leave"
        aria-label={t("kiosk.staff")}
        title={t("kiosk.staff")}
        className="fixed top-1/2 left-0 flex h-12 w-6 -translate-y-1/2 items-center justify-center rounded-r-lg text-quiet hover:bg-raised max-sm:hidden"
        onClick={() => setLeaving(true)}
      >
        <LockKeyhole className="size-3.5" aria-hidden />
      </button>
      {leaving && <LeaveDialog onClose={() => setLeaving(false)} />}
      <ProblemNotice cause={close.error} />
      {asking && <LeftBehind left={left} paused onHere={stir} />}
    </>
  );
}
