import { characters, stillThere, type Stretch, stretchOf } from "@/api/passages";
import type { CardChange, Claim, Passage, Quote, Rating, Scorecard } from "@/api/scorecards";
import type { MessageRow } from "@/api/types";

/** What a person can change of their card. */
export type Draft = Pick<Scorecard, "ratings" | "summary" | "open_questions">;
export type ClaimPart = "summary" | "open_questions";
/** What a quote can be evidence of. */
export type Target = { part: "rating"; competency: string } | { part: ClaimPart; index: number };

export const sameTarget = (a: Target | null, b: Target): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** The quotes of something, changed; everything else as it is. A statement that is not there yet is begun. */
function withQuotes(draft: Draft, target: Target, change: (quotes: Quote[]) => Quote[]): Draft {
  if (target.part === "rating") {
    return withRating(draft, target.competency, (own) => ({ ...own, quotes: change(own.quotes) }));
  }
  return withClaims(draft, target.part, (all) => {
    const claims = target.index === all.length ? [...all, { text: "", quotes: [] }] : all;
    return claims.map((own, i) =>
      i === target.index ? { ...own, quotes: change(own.quotes) } : own,
    );
  });
}

export function withRating(
  draft: Draft,
  competency: string,
  change: (rating: Rating) => Rating,
): Draft {
  const ratings = draft.ratings.map((own) => (own.competency === competency ? change(own) : own));
  return { ...draft, ratings };
}

export function withClaims(
  draft: Draft,
  part: ClaimPart,
  change: (claims: Claim[]) => Claim[],
): Draft {
  return { ...draft, [part]: change(draft[part]) };
}

const same = (a: Quote, b: Quote) =>
  a.message_id === b.message_id && a.start === b.start && a.end === b.end;

/** With one more quote, at the end or where it was; the same words are not quoted twice. */
export function addQuote(draft: Draft, target: Target, quote: Quote, at?: number): Draft {
  return withQuotes(draft, target, (quotes) =>
    quotes.some((own) => same(own, quote))
      ? quotes
      : quotes.toSpliced(at ?? quotes.length, 0, quote),
  );
}

export function removeQuote(draft: Draft, target: Target, index: number): Draft {
  return withQuotes(draft, target, (quotes) => quotes.toSpliced(index, 1));
}

/** Why a card cannot be signed yet. */
export type Lack =
  | { kind: "nothing" }
  | { kind: "rating"; competency: string }
  | { kind: "claim"; part: ClaimPart; index: number };

/** Words and evidence: without both a statement is not saved, for nothing is stated here without evidence. */
export const isWhole = ({ text, quotes }: Claim): boolean =>
  text.trim() !== "" && quotes.length > 0;

/** A statement nobody has begun yet. */
const isBlank = ({ text, quotes }: Claim): boolean => text.trim() === "" && quotes.length === 0;

/** Whether a statement was begun that is not saved yet. */
export const hasUnfinished = (draft: Draft): boolean =>
  [...draft.summary, ...draft.open_questions].some((own) => !isWhole(own) && !isBlank(own));

/** What is missing: any rating at all, ratings without evidence, statements without words or evidence. */
export function lacks(draft: Draft): Lack[] {
  const claims = (part: ClaimPart) =>
    draft[part].flatMap((own, index): Lack[] =>
      isWhole(own) || isBlank(own) ? [] : [{ kind: "claim", part, index }],
    );
  return [
    ...(draft.ratings.every(({ rating }) => rating == null) ? [{ kind: "nothing" } as const] : []),
    ...draft.ratings.flatMap(({ competency, rating, quotes }): Lack[] =>
      rating != null && quotes.length === 0 ? [{ kind: "rating", competency }] : [],
    ),
    ...claims("summary"),
    ...claims("open_questions"),
  ];
}

export const quotesOf = (draft: Draft): Quote[] =>
  [...draft.ratings, ...draft.summary, ...draft.open_questions].flatMap(({ quotes }) => quotes);

/** Quotes whose words are no longer in the transcript. */
export class LostQuotes extends Error {
  readonly count: number;

  constructor(count: number) {
    super(`${count} quotes are no longer in the transcript`);
    this.count = count;
  }
}

/** The quote where its words stand now; null when they are gone or no longer at one place only. */
export function placed(quote: Quote, row: MessageRow | undefined): Quote | null {
  // What is not here is the other side's to judge.
  if (!row) return quote;
  const { content } = row.counting;
  if (stillThere(content, quote)) return quote;
  const at = content.indexOf(quote.text);
  if (at < 0 || content.includes(quote.text, at + 1)) return null;
  const start = characters(content, at);
  return { ...quote, start, end: start + characters(quote.text) };
}

/** Everything that is sent of one's own; who sends it is added where it is sent. */
export type Changed = Omit<CardChange, "rater">;

const keyOf = (competency: string, { message_id, start, end }: Passage) =>
  `${competency}:${message_id}:${start}:${end}`;

/** What was sent as evidence and is not on the card that came back: it reads like instructions for the AI. */
export function leftOut(sent: Changed, card: Scorecard): ReadonlySet<string> {
  const kept = new Set(
    card.ratings.flatMap(({ competency, quotes }) => quotes.map((own) => keyOf(competency, own))),
  );
  const all = sent.ratings.flatMap(({ competency, quotes }) =>
    (quotes ?? []).map((own) => keyOf(competency, own)),
  );
  return new Set(all.filter((key) => !kept.has(key)));
}

/** Without the evidence that was left out. */
export function withoutEvidence(
  draft: Draft,
  gone: ReadonlySet<string>,
  rows: ReadonlyMap<string, MessageRow>,
): Draft {
  const ratings = draft.ratings.map((own) => ({
    ...own,
    quotes: own.quotes.filter((quote) => {
      const here = placed(quote, rows.get(quote.message_id));
      return here === null || !gone.has(keyOf(own.competency, here));
    }),
  }));
  return { ...draft, ratings };
}

/**
 * What is sent. A place in a text that has changed would silently quote other words: so every quote
 * is looked for where it stands now, and nothing is sent while one is lost.
 */
export function changeOf(draft: Draft, rows: ReadonlyMap<string, MessageRow>): Changed {
  let lost = 0;
  const places = (quotes: Quote[]) =>
    quotes.flatMap((quote) => {
      const here = placed(quote, rows.get(quote.message_id));
      if (here === null) {
        lost += 1;
        return [];
      }
      const { message_id, start, end } = here;
      return [{ message_id, start, end }];
    });
  const claims = (all: Claim[]) =>
    all.filter(isWhole).map(({ text, quotes }) => ({ text: text.trim(), quotes: places(quotes) }));
  const change = {
    ratings: draft.ratings.map(({ competency, rating, rationale, quotes }) => ({
      competency,
      rating: rating ?? null,
      rationale: rationale.trim(),
      quotes: places(quotes),
    })),
    summary: claims(draft.summary),
    open_questions: claims(draft.open_questions),
  };
  if (lost > 0) throw new LostQuotes(lost);
  return change;
}

/** Where the quotes stand in a message's text, in order and without overlap. */
export function marksIn(row: MessageRow, quotes: Quote[]): Stretch[] {
  const { content } = row.counting;
  const all = quotes
    .filter(({ message_id }) => message_id === row.message.id)
    .flatMap((quote) => {
      const here = placed(quote, row);
      return here ? [stretchOf(content, here.start, here.end)] : [];
    })
    .sort((a, b) => a.from - b.from);
  const marks: Stretch[] = [];
  for (const { from, to } of all) {
    const last = marks.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else marks.push({ from, to });
  }
  return marks;
}
