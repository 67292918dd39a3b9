import type { Quote } from "./scorecards";
import type { MessageRow } from "./types";

/** A stretch of a text in code units, as the browser counts. */
export type Stretch = { from: number; to: number };

/** The characters of a text, as the other side counts them: code points, whatever is drawn together. */
const points = (text: string): string[] => Array.from(text);

/** How many characters a text, or its first `units` code units, are. */
export const characters = (text: string, units = text.length): number =>
  points(text.slice(0, units)).length;

/** The stretch between two characters of a text. */
export function stretchOf(text: string, start: number, end: number): Stretch {
  const all = points(text);
  const from = all.slice(0, start).join("").length;
  return { from, to: from + all.slice(start, end).join("").length };
}

const LETTER = /[\p{L}\p{N}]/u;

/** The stretch without spaces around it, and never half a word; null when no word is in it. */
export function wholeWords(text: string, { from, to }: Stretch): Stretch | null {
  let start = Math.max(0, Math.min(from, to));
  let end = Math.min(text.length, Math.max(from, to));
  while (start < end && /\s/.test(text.charAt(start))) start += 1;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  if (!LETTER.test(text.slice(start, end))) return null;
  while (start > 0 && /\S/.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && /\S/.test(text.charAt(end))) end += 1;
  return { from: start, to: end };
}

/** The words of a message between two code units, with where they are heard. */
export function quoteAt(row: MessageRow, { from, to }: Stretch): Quote {
  const { message, counting } = row;
  const { content, words } = counting;
  const text = content.slice(from, to);
  const start = characters(content, from);
  const heard = heardBetween(content, words, from, to);
  return {
    message_id: message.id,
    text,
    start,
    end: start + characters(text),
    start_ms: heard?.start_ms ?? message.audio_start_ms ?? null,
    end_ms: heard?.end_ms ?? message.audio_end_ms ?? null,
  };
}

/** Whether the quote's words still stand where they stood. */
export function stillThere(content: string, quote: Quote): boolean {
  return points(content).slice(quote.start, quote.end).join("") === quote.text;
}

/** When a stretch is heard; null when text and words do not belong together. */
function heardBetween(
  content: string,
  words: MessageRow["counting"]["words"],
  from: number,
  to: number,
) {
  const written = [...content.matchAll(/\S+/g)];
  if (words.length === 0 || written.length !== words.length) return null;
  const inside = words.filter((_, i) => {
    const at = written[i]?.index ?? 0;
    return at < to && at + (written[i]?.[0].length ?? 0) > from;
  });
  const [first, last] = [inside[0], inside.at(-1)];
  return first && last ? { start_ms: first.start_ms, end_ms: last.end_ms } : null;
}
