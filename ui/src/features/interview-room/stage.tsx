import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import type { InterviewDetail, Message, MessageRow } from "@/api/types";

import { LevelMeter } from "./level-meter";

const ASKING: ReadonlySet<Message["purpose"]> = new Set(["question", "repeat", "follow_up"]);

type Props = { detail: InterviewDetail; rows: MessageRow[] };

/** What the interviewer says now, large, and what was heard of the answer so far. */
export function Stage({ detail, rows }: Props) {
  const { t } = useTranslation();
  const { interview, coverage, current_question } = detail;
  const messages = rows.map(({ message }) => message);
  const at = messages.findLastIndex(({ role }) => role === "ai_hr");
  const line = messages[at];
  const heard = messages.slice(at + 1).filter(({ origin }) => origin === "speech");
  const number = coverage.findIndex(({ question_key }) => question_key === current_question);
  const question = coverage[number];
  // A word of the interviewer's in between must not hide what was asked.
  const reminder = line && !ASKING.has(line.purpose) ? question?.text : undefined;
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-1 flex-col gap-5 px-4 py-6 sm:px-8">
      {question && (
        <p className="text-sm font-medium text-violet-text">
          {t("room.question", { number: number + 1, count: coverage.length })}
        </p>
      )}
      <div aria-live="polite" lang={interview.language} className="my-auto flex flex-col gap-4">
        <p
          data-testid="interviewer-line"
          className="max-w-[32ch] text-3xl leading-snug font-semibold text-balance xl:text-5xl xl:leading-snug"
        >
          {line?.content ?? t("room.beginning")}
        </p>
        {reminder && (
          <p data-testid="reminder" className="max-w-prose text-lg text-quiet xl:text-xl">
            {reminder}
          </p>
        )}
      </div>
      <div className="flex flex-col gap-3">
        <p
          data-testid="caption"
          aria-live="polite"
          lang={interview.language}
          className="max-w-prose text-lg xl:text-xl"
        >
          {heard.map(({ content }) => content).join(" ")}
        </p>
        {detail.listening && <Listening interviewId={interview.id} />}
      </div>
    </div>
  );
}

function Listening({ interviewId }: { interviewId: string }) {
  const { t } = useTranslation();
  const { live } = useApi();
  const speaking = useRoomNow(live, interviewId, "speaking");
  const pending = useRoomNow(live, interviewId, "pending");
  const doing = speaking ? "room.hearing" : pending > 0 ? "room.writing" : "room.listening";
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
      <LevelMeter interviewId={interviewId} />
      <span data-testid="listening" className="text-sm text-quiet">
        {t(doing)}
      </span>
    </div>
  );
}
