import { useEffect, useEffectEvent, useRef } from "react";

import { useApi } from "@/api/api-context";
import type { Language, MessageRow } from "@/api/types";

/** Sentences kept; what is older has been read. */
const KEPT = 12;
/** A sentence with what ends it, and the blank that shows that it is over. */
const SENTENCE = /^[^]*?[.!?…]+["”»“’)\]]*(?=\s)/u;

type Props = { interviewId: string; rows: readonly MessageRow[]; language: Language };

/**
 * Tells screen readers what the interviewer says: a finished line whole, a line being worded sentence by sentence as
 * they are complete. Nobody should have to listen to tokens.
 */
export function Announcer({ interviewId, rows, language }: Props) {
  const { replies } = useApi().live;
  const region = useRef<HTMLDivElement>(null);
  /** The line whose sentences are told, and how much of it has been. */
  const told = useRef({ line: "", length: 0 });
  const newest = rows.findLast(({ message }) => message.role === "ai_hr")?.message.number ?? 0;
  const readTo = useRef<number | null>(null);

  const tell = (words: string) => {
    const text = words.trim();
    const list = region.current;
    if (text === "" || !list) return;
    const sentence = document.createElement("p");
    sentence.textContent = text;
    list.append(sentence);
    while (list.children.length > KEPT) list.firstElementChild?.remove();
  };

  useEffect(() => {
    const grow = () => {
      const { line, text } = replies.now(interviewId);
      if (line !== told.current.line) told.current = { line, length: 0 };
      for (;;) {
        const sentence = SENTENCE.exec(text.slice(told.current.length))?.[0];
        if (sentence === undefined) return;
        told.current.length += sentence.length;
        tell(sentence);
      }
    };
    return replies.listen(interviewId, grow);
  }, [replies, interviewId]);

  const take = useEffectEvent(() => {
    const before = readTo.current ?? newest;
    readTo.current = newest;
    for (const { message } of rows) {
      if (message.number <= before || message.role !== "ai_hr") continue;
      const streamed = message.id === told.current.line;
      tell(streamed ? message.content.slice(told.current.length) : message.content);
    }
  });
  useEffect(() => take(), [newest]);

  return (
    <div
      ref={region}
      data-testid="announcer"
      role="log"
      aria-live="polite"
      aria-relevant="additions"
      lang={language}
      className="sr-only"
    />
  );
}
