import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { CaptionView, MicrophoneView, RoomView } from "@/api/room";
import type { MessageRow, Role } from "@/api/types";

import { Pace } from "./pace";
import type { Audience } from "./room-page";
import { useSpoken } from "./use-spoken";

type Props = {
  room: RoomView;
  rows: readonly MessageRow[];
  /** What was said since the interviewer's last words. */
  heard: readonly MessageRow[];
  audience: Audience;
  microphone: MicrophoneView | null;
};

/** Something one person said without another in between. */
type Stretch = { role: Role; key: string; said: string; spoken: CaptionView[] };

/**
 * What was heard of the answer, and the words as they are spoken: settled ones in full, the others paler. The place is
 * equally high whatever is said, so that nothing around it moves while words come; only notices make it lower.
 */
export function Captions({ room, rows, heard, audience, microphone }: Props) {
  const { t } = useTranslation();
  const spoken = useSpoken(room.interview_id, rows);
  const stretches = inStretches(heard, spoken);
  const named = stretches.some(({ role }) => role !== "candidate");
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const el = box.current;
    if (el) el.scrollTop = el.scrollHeight;
  }, [heard.length, spoken]);
  useLayoutEffect(() => {
    const el = box.current;
    if (!el || !("ResizeObserver" in globalThis)) return;
    // A notice above takes room away: the newest words stay in sight.
    const observer = new ResizeObserver(() => (el.scrollTop = el.scrollHeight));
    observer.observe(el);
    return () => observer.disconnect();
  }, []);
  return (
    <div className="flex min-h-[5rem] flex-col rounded-xl bg-raised px-4 py-3 xl:min-h-[5.3rem]">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="text-xs font-medium text-quiet" aria-hidden>
          {t("room.captions")}
        </p>
        {microphone !== null && <Pace room={room} audience={audience} />}
      </div>
      <div className="relative mt-1 min-h-[2.1rem] basis-[6.2rem] text-xl leading-relaxed xl:min-h-[2.6rem] xl:basis-[7.9rem] xl:text-2xl xl:leading-relaxed">
        {stretches.length === 0 && (
          <p className="absolute inset-0 text-base text-quiet">
            {t(`room.noCaption.${wayOf(microphone)}`)}
          </p>
        )}
        <div
          ref={box}
          data-testid="caption"
          // It scrolls, so that must be possible without a mouse.
          tabIndex={0}
          role="region"
          aria-label={t("room.captions")}
          // Whole utterances are told below; nobody should have to listen to single words.
          aria-live="off"
          lang={room.spoken_language}
          className="absolute inset-0 overflow-y-auto"
        >
          {stretches.map(({ role, key, said, spoken: words }) => (
            <p key={key} data-role={role} className={role === "recruiter" ? "text-right" : ""}>
              {named && (
                <span className="mr-2 text-sm font-medium text-violet-text">
                  {t(`role.${role}`)}
                </span>
              )}
              {said}
              {words.map(({ utterance, stable, unsettled }, i) => (
                <span key={utterance} data-testid="caption-spoken">
                  {said !== "" || i > 0 ? " " : ""}
                  {stable}
                  {unsettled !== "" && (
                    <i data-testid="caption-unsettled" className="text-quiet">
                      {stable === "" ? unsettled : ` ${unsettled}`}
                    </i>
                  )}
                </span>
              ))}
            </p>
          ))}
        </div>
      </div>
      <div
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        data-testid="heard"
        className="sr-only"
        lang={room.spoken_language}
      >
        {heard.map(({ message }) => (
          <p key={message.id}>{message.content}</p>
        ))}
      </div>
    </div>
  );
}

const wayOf = (microphone: MicrophoneView | null) =>
  microphone === null || microphone.state === "lost" ? "type" : "speak";

/** What was said and is being said, one stretch per change of speaker. */
function inStretches(
  heard: readonly MessageRow[],
  spoken: readonly CaptionView[],
): readonly Stretch[] {
  const all: Stretch[] = [];
  const of = (role: Role) => {
    const last = all.at(-1);
    if (last?.role === role) return last;
    const fresh = { role, key: `${role} ${all.length}`, said: "", spoken: [] };
    all.push(fresh);
    return fresh;
  };
  for (const { message } of heard) {
    if (message.content.trim() === "") continue;
    const own = of(message.role);
    own.said = own.said === "" ? message.content : `${own.said} ${message.content}`;
  }
  for (const words of spoken) of(words.role).spoken.push(words);
  return all;
}
