import { PencilLine } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { MessageRow } from "@/api/types";
import { clock, dateTime, timeOfDay } from "@/i18n/format";

import { CorrectionForm } from "./correction-form";

type Props = {
  interviewId: string;
  rows: MessageRow[];
  /** Plays the recording from there, where it is at hand. */
  onSeek: (ms: number) => void;
};

/** Everything said and typed, with its time; corrections stand beside the original. */
export function Transcript({ interviewId, rows, onSeek }: Props) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="transcript" className="min-w-0">
      <h2 id="transcript" className="mb-3 text-lg font-semibold">
        {t("transcript.title")}
      </h2>
      {rows.length === 0 && <p className="text-quiet">{t("transcript.none")}</p>}
      <ol data-testid="transcript" className="flex flex-col gap-5">
        {rows.map((row) => (
          <Line key={row.message.id} interviewId={interviewId} row={row} onSeek={onSeek} />
        ))}
      </ol>
    </section>
  );
}

type LineProps = { interviewId: string; row: MessageRow; onSeek: (ms: number) => void };

function Line({ interviewId, row: { message, revisions }, onSeek }: LineProps) {
  const { t, i18n } = useTranslation();
  const [correcting, setCorrecting] = useState(false);
  const last = revisions.at(-1);
  const start = message.audio_start_ms;
  return (
    <li data-testid="line" data-role={message.role} className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-x-2 text-sm text-quiet">
        <span className={`font-semibold ${message.role === "ai_hr" ? "" : "text-violet-text"}`}>
          {t(`role.${message.role}`)}
        </span>
        <span>{timeOfDay(message.at, i18n.language)}</span>
        {start != null && (
          <button
            type="button"
            className="rounded underline decoration-dotted underline-offset-4 hover:text-ink"
            onClick={() => onSeek(start)}
          >
            <span className="sr-only">{t("transcript.playFrom")}</span> {clock(start)}
          </button>
        )}
        {message.confidence != null && (
          <span>
            {t("transcript.confidence", { percent: Math.round(message.confidence * 100) })}
          </span>
        )}
        {message.role !== "ai_hr" && !correcting && (
          <button
            type="button"
            data-testid="correct"
            className="inline-flex items-center gap-1 rounded underline-offset-4 hover:text-ink hover:underline"
            onClick={() => setCorrecting(true)}
          >
            <PencilLine className="size-3.5" aria-hidden />
            {t("transcript.correct")}
          </button>
        )}
      </div>
      <p lang={message.language} className="max-w-prose whitespace-pre-line" data-testid="words">
        {last?.content ?? message.content}
      </p>
      {last && (
        <details className="text-sm text-quiet">
          <summary className="w-fit rounded">
            {t("transcript.corrected", {
              author: last.author,
              at: dateTime(last.at, i18n.language),
            })}
          </summary>
          <ol className="mt-1 ml-4 flex flex-col gap-1 border-l-2 border-line pl-3">
            <li>
              <span className="font-medium">{t("transcript.original")}</span>{" "}
              <span lang={message.language}>{message.content}</span>
            </li>
            {revisions.slice(0, -1).map((revision) => (
              <li key={revision.id}>
                <span className="font-medium">{revision.author}</span>{" "}
                <span lang={message.language}>{revision.content}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
      {correcting && (
        <CorrectionForm
          interviewId={interviewId}
          messageId={message.id}
          words={last?.content ?? message.content}
          onClose={() => setCorrecting(false)}
        />
      )}
    </li>
  );
}
