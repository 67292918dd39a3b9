import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { RoomView } from "@/api/room";
import type { MessageRow } from "@/api/types";
import { Loaded } from "@/components/loaded";

import { AnswerBox } from "./answer-box";
import { useArrangements, useLook } from "./arrangements";
import { Connection } from "./connection";
import { Conversation } from "./conversation";
import { DiskNotice } from "./disk-notice";
import { DisplayMenu } from "./display-menu";
import { EchoGuard } from "./echo-guard";
import { HumanRequest } from "./human-request";
import { MicrophoneStatus } from "./microphone-status";
import { MicrophoneTrouble } from "./microphone-trouble";
import { useControl, useMove, useTurn } from "./moves";
import { OtherLanguage } from "./other-language";
import { PausedPanel } from "./paused-panel";
import { PlanProgress } from "./plan-progress";
import { RoomControls } from "./room-controls";
import { RoomHeader } from "./room-header";
import { RoomNotices } from "./room-notices";
import type { Audience } from "./room-page";
import { useShortcuts } from "./shortcuts";
import { ShortcutsHelp } from "./shortcuts-help";
import { SpokenLanguage } from "./spoken-language";
import { Stage } from "./stage";
import { Timer } from "./timer";
import { TurnKey } from "./turn-key";
import { useConversation } from "./use-conversation";
import { useLinesRead } from "./use-lines-read";
import { useMicrophones, useWhoseTurn } from "./use-microphone";
import { useReading } from "./use-reading";
import { useReply } from "./use-reply";

type Props = { room: RoomView; fetchedAt: number; audience: Audience; unreachable: boolean };

/** The room while the interview runs or rests. */
export function RunningView({ room, fetchedAt, audience, unreachable }: Props) {
  const { t } = useTranslation();
  const id = room.interview_id;
  const running = room.status === "started";
  const recruiter = audience === "recruiter";
  const arrangements = useArrangements(room);
  useLook(arrangements);
  const talk = useConversation(id);
  const microphones = useMicrophones(room);
  const microphone = microphones[0] ?? null;
  const second = microphones[1] ?? null;
  const turn = useWhoseTurn(room);
  const give = useTurn(id);
  const voice = useReading(id, room.language, arrangements.rate);
  const control = useControl(id);
  const move = useMove(id);
  const field = useRef<HTMLTextAreaElement>(null);
  const [helping, setHelping] = useState(false);
  const rows = talk.query.data;
  const reply = useReply(id, rows ?? NO_ROWS);
  useLinesRead(rows, { on: running && arrangements.readAloud, id, voice });

  const wish = (wanted: Parameters<typeof control.mutate>[0]) => () => {
    if (control.isPending) return;
    voice.stop();
    control.mutate(wanted);
  };
  const whileRunning = {
    done: wish("answer_done"),
    repeat: wish("repeat"),
    think: wish("still_thinking"),
    skip: wish("skip"),
    pause: () => {
      if (!move.isPending) move.mutate({ move: "pause" });
    },
    ...(turn !== null && {
      turn: () => {
        if (!give.isPending) give.mutate(turn === "candidate" ? "recruiter" : "candidate");
      },
    }),
    type: () => field.current?.focus(),
    quiet: voice.stop,
  };
  useShortcuts(arrangements.shortcuts, {
    ...(running && whileRunning),
    human: () => {
      if (room.human_requested_at == null && !control.isPending) control.mutate("request_human");
    },
    help: () => setHelping(true),
  });

  // Whoever types has the field right under the question; otherwise it stands beside.
  const typing = microphone === null;
  const answerBox = running && (
    <AnswerBox interviewId={id} asRecruiter={recruiter} large={typing} field={field} />
  );

  return (
    <div className="flex min-h-dvh flex-col roomy:h-dvh">
      <RoomHeader
        audience={audience}
        title={
          <h1 className="text-sm">
            {recruiter && <span className="font-medium">{`${room.candidate_name} · `}</span>}
            <span className={recruiter ? "text-quiet" : "font-medium"}>{room.position_title}</span>
          </h1>
        }
      >
        <Timer room={room} fetchedAt={fetchedAt} show={arrangements.time} />
        <div className="flex items-center">
          <DisplayMenu arrangements={arrangements} hasVoice={voice.hasVoice}>
            {recruiter && <EchoGuard />}
            {recruiter && running && <SpokenLanguage room={room} />}
          </DisplayMenu>
          <ShortcutsHelp
            on={arrangements.shortcuts}
            open={helping}
            onOpenChange={setHelping}
            turns={turn !== null}
          />
        </div>
      </RoomHeader>
      <main className="grid min-h-0 flex-1 grid-cols-1 roomy:grid-cols-[minmax(0,1fr)_20rem] xl:roomy:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="flex min-h-0 flex-col">
          <div className="flex min-h-0 flex-1 flex-col roomy:overflow-y-auto">
            <Connection lost={unreachable || talk.query.isError} />
            <HumanRequest room={room} audience={audience} />
            {recruiter && running && <DiskNotice room={room} />}
            <MicrophoneTrouble
              interviewId={id}
              track="candidate"
              microphone={microphone}
              named={second !== null}
            />
            {recruiter && (
              <MicrophoneTrouble interviewId={id} track="recruiter" microphone={second} named />
            )}
            <OtherLanguage room={room} />
            <RoomNotices interviewId={id} audience={audience} voiceProblem={voice.failed} />
            {running ? (
              <Loaded query={talk.query}>
                {(loaded) => (
                  <Stage
                    room={room}
                    rows={loaded}
                    audience={audience}
                    reply={reply}
                    arrangements={arrangements}
                    microphone={microphone}
                    voice={voice}
                  >
                    {microphones.length > 0 && (
                      <div className="flex flex-wrap gap-x-8 gap-y-1">
                        {microphones.map((own) => (
                          <MicrophoneStatus
                            key={own.track}
                            interviewId={id}
                            microphone={own}
                            named={second !== null}
                          />
                        ))}
                      </div>
                    )}
                  </Stage>
                )}
              </Loaded>
            ) : (
              <PausedPanel room={room} audience={audience} />
            )}
          </div>
          {turn !== null && <TurnKey turn={turn} give={give} shortcuts={arrangements.shortcuts} />}
          {typing && answerBox}
          <RoomControls room={room} audience={audience} control={control} onPress={voice.stop} />
        </div>
        <aside
          aria-label={t("room.conversation")}
          className="flex min-h-0 flex-col border-t border-line roomy:border-t-0 roomy:border-l"
        >
          {recruiter && <PlanProgress interviewId={id} />}
          <Loaded query={talk.query}>
            {(loaded) => (
              <Conversation
                interviewId={id}
                audience={audience}
                rows={loaded}
                reply={reply}
                hasEarlier={talk.hasEarlier}
                loadingEarlier={talk.loadingEarlier}
                onEarlier={talk.loadEarlier}
                problem={talk.earlierProblem}
              />
            )}
          </Loaded>
          {!typing && answerBox}
        </aside>
      </main>
    </div>
  );
}

const NO_ROWS: MessageRow[] = [];
