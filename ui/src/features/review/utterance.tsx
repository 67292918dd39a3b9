import { PencilLine, Play, StickyNote } from "lucide-react";
import { memo, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import type { MessageRow, Role } from "@/api/types";
import { rememberAuthor, rememberedAuthor } from "@/components/author";
import { ProblemNotice } from "@/components/problem-notice";
import { clock, dateTime, timeOfDay } from "@/i18n/format";

import { Attempted, Origins } from "./ai-marks";
import { Changes } from "./changes";
import { CorrectionForm } from "./correction-form";
import { DoubtMark } from "./doubt-mark";
import { useReview } from "./review-context";
import { SaidBy } from "./said-by";
import { SpeakerForm } from "./speaker-form";
import { SpeakerMenu } from "./speaker-menu";
import { useSpeaker, useSpeakerName } from "./use-speaker";
import { Words } from "./words";

const ACTION =
  "inline-flex min-h-8 min-w-8 items-center justify-center gap-1 rounded-lg px-1.5 text-quiet " +
  "transition-colors hover:bg-raised hover:text-ink [&_svg]:size-3.5";

/** One message of the transcript: who, when, the words, and what can be done with them. */
export const Utterance = memo(function Utterance({ row }: { row: MessageRow }) {
  const { t, i18n } = useTranslation();
  const { interviewId, spoken, player, comparison, noted, noteAbout } = useReview();
  const [correcting, setCorrecting] = useState(false);
  const { message, role, revisions, counting } = row;
  const nameOf = useSpeakerName();
  const speaker = useSpeaker(row);
  // Who is said to have spoken, until it is known who says so.
  const [unsigned, setUnsigned] = useState<Role | null>(null);
  const saidBy = (said: Role, author: string) => {
    rememberAuthor(author);
    speaker.mutate({ role: said, author }, { onSuccess: () => setUnsigned(null) });
  };
  const choose = (said: Role) => {
    const author = rememberedAuthor();
    if (author === "") setUnsigned(said);
    else saidBy(said, author);
  };
  const heard = useSyncExternalStore(spoken.listen, () => spoken.heard.number === message.number);
  const start = message.audio_start_ms;
  const name = nameOf(role);
  const notes = noted.get(message.id) ?? 0;
  const compared = comparison !== null && message.origin === "speech";
  return (
    <article
      aria-label={name}
      data-testid="line"
      data-role={role}
      data-number={message.number}
      {...(heard && { "data-heard": true })}
      className="-mx-3 rounded-xl border-l-2 border-transparent px-3 py-1.5 transition-colors data-heard:border-violet data-heard:bg-raised"
    >
      <div className="flex flex-wrap items-center gap-x-2 text-sm text-quiet">
        {message.origin === "speech" ? (
          <SpeakerMenu row={row} onChoose={choose} busy={speaker.isPending} />
        ) : (
          <span className={`font-semibold ${role === "ai_hr" ? "" : "text-violet-text"}`}>
            {name}
          </span>
        )}
        {role !== message.role && (
          <span data-testid="taken-for">
            {t("speaker.takenFor", { name: nameOf(message.role) })}
          </span>
        )}
        <span className="tabular-nums">{timeOfDay(message.at, i18n.language)}</span>
        {start != null && (
          <button
            type="button"
            data-testid="play-line"
            className={`${ACTION} tabular-nums`}
            onClick={() => player.playFrom(start)}
          >
            <Play aria-hidden />
            <span className="sr-only">{t("transcript.playFrom")}</span> {clock(start)}
          </button>
        )}
        {counting.confidence != null && (
          <span className="max-sm:hidden">
            {t("transcript.confidence", { percent: Math.round(counting.confidence * 100) })}
          </span>
        )}
        <Origins message={message} />
        <span className="ml-auto inline-flex items-center">
          <button
            type="button"
            data-testid="note-line"
            title={t("notes.about")}
            className={ACTION}
            onClick={() =>
              noteAbout({
                messageId: message.id,
                number: message.number,
                atMs: message.audio_start_ms ?? null,
              })
            }
          >
            <StickyNote aria-hidden className={notes > 0 ? "text-violet-text" : ""} />
            <span className="sr-only">{t("notes.about")}</span>
            {notes > 0 && (
              <span data-testid="note-count" className="text-xs font-medium text-violet-text">
                {notes}
              </span>
            )}
          </button>
          {role !== "ai_hr" && !correcting && (
            <button
              type="button"
              data-testid="correct"
              aria-label={t("transcript.correct")}
              title={t("transcript.correct")}
              className={ACTION}
              onClick={() => setCorrecting(true)}
            >
              <PencilLine aria-hidden />
            </button>
          )}
        </span>
      </div>
      <DoubtMark row={row} />
      {compared ? <SideBySide row={row} /> : <Words row={row} />}
      <Attempted messageId={message.id} />
      {unsigned !== null && (
        <SpeakerForm
          name={nameOf(unsigned)}
          busy={speaker.isPending}
          onSave={(author) => saidBy(unsigned, author)}
          onClose={() => setUnsigned(null)}
        />
      )}
      <ProblemNotice cause={speaker.error} onDismiss={speaker.reset} />
      <SaidBy row={row} />
      {revisions.length > 0 && <Corrections row={row} />}
      {correcting && (
        <CorrectionForm
          interviewId={interviewId}
          messageId={message.id}
          words={counting.content}
          onClose={() => setCorrecting(false)}
        />
      )}
    </article>
  );
});

/** What two versions of the transcript heard. */
function SideBySide({ row }: { row: MessageRow }) {
  const { t } = useTranslation();
  const { comparison } = useReview();
  const { message, heard_again } = row;
  if (comparison === null) return null;
  const text = (version: number) =>
    version === 1
      ? message.content
      : (heard_again.find((heard) => heard.version === version)?.content ?? "");
  const [left, right] = [text(comparison.left), text(comparison.right)];
  return (
    <div
      data-testid="compared"
      {...(left !== right && { "data-differs": true })}
      className="grid gap-x-6 gap-y-2 sm:grid-cols-2"
    >
      {(["before", "after"] as const).map((side) => (
        <p key={side} className="min-w-0">
          <span className="sr-only">
            {t("versions.number", {
              number: side === "before" ? comparison.left : comparison.right,
            })}{" "}
          </span>
          {(side === "before" ? left : right) === "" ? (
            <span className="text-quiet italic">{t("transcript.nothingHeard")}</span>
          ) : (
            <Changes before={left} after={right} language={message.language} only={side} />
          )}
        </p>
      ))}
    </div>
  );
}

/** Who corrected it, and what exactly; what was heard stays. */
function Corrections({ row: { message, revisions, heard_again } }: { row: MessageRow }) {
  const { t, i18n } = useTranslation();
  const last = revisions.at(-1);
  if (!last) return null;
  return (
    <details className="mt-1 text-sm text-quiet">
      <summary className="w-fit rounded">
        {t("transcript.corrected", {
          author: last.author,
          at: dateTime(last.at, i18n.language),
        })}
      </summary>
      <ol className="mt-1 ml-4 flex flex-col gap-1.5 border-l-2 border-line pl-3">
        <li>
          <span className="font-medium">{t("transcript.original")}</span>{" "}
          <span lang={message.language}>{message.content}</span>
        </li>
        {heard_again.map(({ version, content }) => (
          <li key={version}>
            <span className="font-medium">{t("versions.number", { number: version })}:</span>{" "}
            <span lang={message.language}>{content}</span>
          </li>
        ))}
        {revisions.map((revision, i) => (
          <li key={revision.id}>
            <span className="font-medium">{revision.author}:</span>{" "}
            <Changes
              before={revisions[i - 1]?.content ?? message.content}
              after={revision.content}
              language={message.language}
            />
          </li>
        ))}
      </ol>
    </details>
  );
}
