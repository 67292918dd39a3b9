import { Fragment, memo, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import type { Word } from "@/api/review";
import type { MessageRow } from "@/api/types";
import { percent } from "@/i18n/format";

import { useReview } from "./review-context";

/** Below this probability a word is marked as uncertain. */
const UNCERTAIN = 0.55;

const WORD =
  "-mx-0.5 cursor-pointer rounded px-0.5 hover:bg-raised data-current:bg-violet data-current:text-white " +
  "data-uncertain:underline data-uncertain:decoration-edge data-uncertain:decoration-dotted " +
  "data-uncertain:underline-offset-4";

const fold = (text: string) => text.toLowerCase().replaceAll("ё", "е");

/** The text of a message; words with a place in the recording can be clicked to be heard. */
export const Words = memo(function Words({ row }: { row: MessageRow }) {
  const { t, i18n } = useTranslation();
  const { player, spoken, marked } = useReview();
  const { message, counting } = row;
  const { number, language } = message;
  // Between the words of this message it is -1; -2 while something else is heard.
  const current = useSyncExternalStore(spoken.listen, () =>
    spoken.heard.number === number ? spoken.heard.word : -2,
  );
  if (counting.content === "" && counting.doubt === "not_transcribed") {
    return (
      <p className="text-quiet italic" data-testid="not-transcribed">
        {t("transcript.notTranscribed")}
      </p>
    );
  }
  if (counting.content === "") {
    return <p className="text-quiet italic">{t("transcript.nothingHeard")}</p>;
  }
  // Plain attributes and no component of its own: a page holds hundreds of words.
  const attributes = (place: number) => {
    const word = counting.words[place];
    const weak =
      counting.source !== "correction" && word !== undefined && word.probability < UNCERTAIN;
    return {
      "data-word": place,
      className: WORD,
      ...(place === current && { "data-current": true }),
      ...(weak && {
        "data-uncertain": true,
        title: t("transcript.uncertain", { percent: percent(word.probability, i18n.language) }),
      }),
    };
  };
  const pieces = split(counting.content, counting.words);
  const found = foundIn(counting.content, marked);
  return (
    <p
      lang={language}
      data-testid="words"
      className="max-w-prose whitespace-pre-line"
      onClick={(event) => {
        const place = (event.target as HTMLElement).closest<HTMLElement>("[data-word]")?.dataset
          .word;
        const word = place === undefined ? undefined : counting.words[Number(place)];
        // Whoever selects text does not want to hear it.
        if (word && getSelection()?.isCollapsed !== false) player.playFrom(word.start_ms);
      }}
    >
      {pieces.map(({ text, at, place }, i) =>
        place === null ? (
          <Fragment key={i}>{mark(text, at, found)}</Fragment>
        ) : (
          <span key={i} {...attributes(place)}>
            {mark(text, at, found)}
          </span>
        ),
      )}
    </p>
  );
});

type Piece = { text: string; at: number; place: number | null };

/** The text cut at its words; without places when words and text do not belong together. */
function split(content: string, words: Word[]): Piece[] {
  const cut = [...content.matchAll(/\s+|\S+/g)];
  const written = cut.filter(([text]) => /\S/.test(text)).length;
  if (words.length === 0 || written !== words.length) {
    return [{ text: content, at: 0, place: null }];
  }
  let place = 0;
  return cut.map((match) => ({
    text: match[0],
    at: match.index,
    place: /\S/.test(match[0]) ? place++ : null,
  }));
}

/** Where the sought words stand, as pairs of beginning and end. */
function foundIn(content: string, sought: string): [number, number][] {
  const needle = fold(sought.trim());
  const text = fold(content);
  // Some letters change their length with their case; then nothing is marked rather than the wrong thing.
  if (needle === "" || text.length !== content.length) return [];
  const found: [number, number][] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
    found.push([at, at + needle.length]);
  }
  return found;
}

/** The text with what was found in it marked; `at` is where it begins in the whole. */
function mark(text: string, at: number, found: [number, number][]) {
  const inside = found.filter(([from, to]) => from < at + text.length && to > at);
  if (inside.length === 0) return text;
  const parts: React.ReactNode[] = [];
  let end = 0;
  for (const [from, to] of inside) {
    const [start, stop] = [Math.max(0, from - at), Math.min(text.length, to - at)];
    parts.push(text.slice(end, start));
    parts.push(
      <mark key={start} className="rounded-sm bg-violet-mist text-violet-text">
        {text.slice(start, stop)}
      </mark>,
    );
    end = stop;
  }
  parts.push(text.slice(end));
  return parts;
}
