import { Square, Volume2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { InterviewerState, MicrophoneView, RoomView } from "@/api/room";
import type { Message, MessageRow } from "@/api/types";
import { Button } from "@/components/ui/button";

import { Announcer } from "./announcer";
import type { Arrangements } from "./arrangements";
import { Camera } from "./camera";
import { Captions } from "./captions";
import { Presence } from "./presence";
import { useDoing, useInterviewer } from "./presence-state";
import { ReplyText } from "./reply-text";
import type { Audience } from "./room-page";
import type { ShownReply } from "./use-reply";

const ASKING: ReadonlySet<Message["purpose"]> = new Set(["question", "repeat", "follow_up"]);

type Props = {
  room: RoomView;
  rows: MessageRow[];
  audience: Audience;
  /** The line being worded. */
  reply: ShownReply | null;
  arrangements: Arrangements;
  microphone: MicrophoneView | null;
  /** What belongs to the sound, under what was heard. */
  children?: ReactNode;
  voice: { hasVoice: boolean; reading: boolean; read: (text: string) => void; stop: () => void };
};

/** What the interviewer says now, large, and what was heard of the answer so far. */
export function Stage(props: Props) {
  const { room, rows, audience, reply, arrangements, microphone, voice, children } = props;
  const { t } = useTranslation();
  const messages = rows.map(({ message }) => message);
  const at = messages.findLastIndex(({ role }) => role === "ai_hr");
  const line = messages[at];
  const heard = rows
    .slice(at + 1)
    .filter(({ message: { role, origin } }) => role === "candidate" || origin === "speech");
  const asked = messages.findLast(({ purpose }) => purpose === "question" || purpose === "repeat");
  // A word of the interviewer's in between must not hide what was asked.
  const reminder = line && !ASKING.has(line.purpose) ? asked : undefined;
  const interviewer = useInterviewer(room);
  const doing = useDoing(room, { line, reading: voice.reading, microphone });
  const { current_question: question } = room;
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-1 flex-col gap-5 px-4 py-5 sm:px-8 roomy:min-h-0">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <Presence doing={doing} interviewer={interviewer} audience={audience} />
        <Camera />
      </div>
      <div className="my-auto flex flex-col gap-3">
        {question && (
          <p className="text-sm font-medium text-violet-text">
            {t("room.question", { number: question.number, count: question.count })}
          </p>
        )}
        <div lang={room.language} className="flex flex-col gap-4">
          {reply ? (
            <p
              data-testid="interviewer-line"
              data-streaming
              data-going={reply.going || undefined}
              className={`font-semibold transition-opacity duration-300 data-going:opacity-0 ${WORDED}`}
            >
              <ReplyText interviewId={room.interview_id} line={reply.line} />
            </p>
          ) : (
            <p
              data-testid="interviewer-line"
              className={`font-semibold ${sizeOf(line, interviewer)}`}
            >
              {line ? spoken(line) : t("room.beginning")}
            </p>
          )}
          {reminder && !reply && (
            <p data-testid="reminder" className="max-w-prose text-lg text-quiet xl:text-xl">
              {reminder.content}
            </p>
          )}
        </div>
        <Announcer interviewId={room.interview_id} rows={rows} language={room.language} />
        {voice.hasVoice && line && (
          // Only a finished line is read, and nothing moves when it is finished.
          <div className={reply ? "invisible" : ""}>
            <Button
              look="quiet"
              className="-ml-3 px-3"
              data-testid={voice.reading ? "stop-reading" : "read-line"}
              onClick={() => (voice.reading ? voice.stop() : voice.read(line.content))}
            >
              {voice.reading ? <Square aria-hidden /> : <Volume2 aria-hidden />}
              {t(voice.reading ? "room.stopReading" : "room.readLine")}
            </Button>
          </div>
        )}
      </div>
      <div className="flex min-h-0 flex-col gap-3">
        {arrangements.captions && (microphone !== null || arrangements.fixed.captions) && (
          <Captions
            room={room}
            rows={rows}
            heard={heard}
            audience={audience}
            microphone={microphone}
          />
        )}
        {children}
      </div>
    </div>
  );
}

/** A line that broke off says so by itself; it is no error of anybody in the room. */
export const spoken = ({ content, cut_off = false }: Message) =>
  cut_off ? `${content.trimEnd()} …` : content;

/**
 * One size for whatever a model words, and room for a few lines from the start: nothing jumps while the words come, nor
 * when they are complete.
 */
const WORDED =
  "max-w-[48ch] min-h-[6.2rem] text-2xl leading-snug xl:min-h-[10.4rem] xl:text-3xl xl:leading-snug";

/** Long lines are set smaller, so that a greeting fits as well as a question. */
function sizeOf(line: Message | undefined, interviewer: InterviewerState): string {
  // Where a model words lines, a prepared one may come in the place of its words at any time.
  if (line?.origin === "model" || interviewer !== "scripted") return WORDED;
  const length = line?.content.length ?? 0;
  const size =
    length > 320
      ? "max-w-[60ch] text-xl leading-relaxed xl:text-2xl xl:leading-relaxed"
      : length > 140
        ? "max-w-[44ch] text-2xl leading-snug xl:text-4xl xl:leading-snug"
        : "max-w-[32ch] text-3xl leading-snug xl:text-5xl xl:leading-snug";
  return `text-balance ${size}`;
}
