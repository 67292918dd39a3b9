import type { FakeApp, Operation } from "./fake";
import { newId } from "./fake-data";
import type { FakeRoom } from "./fake-room";
import { answers, cardOf, isOpen, qualityOf, Rated, same, viewOf } from "./fake-scorecard-view";
import { quoteAt, stretchOf } from "./passages";
import { Problem } from "./problem";
import {
  type CardChange,
  type Claim,
  type Passage,
  type Quote,
  type Rating,
  type Scorecard,
  type ScoreWeights,
} from "./scorecards";

/** The ratings of every interview, and handles for what takes its time. */
export class FakeScorecards {
  weights: ScoreWeights["weights"] = {};
  readonly #app: FakeApp;
  readonly #rooms = new Map<FakeRoom, Rated>();

  constructor(app: FakeApp) {
    this.#app = app;
  }

  of(room: FakeRoom): Rated {
    const known = this.#rooms.get(room) ?? new Rated();
    this.#rooms.set(room, known);
    return known;
  }

  /** As if the record were too poor: little certainty, and sound that was lost. */
  spoil(room: FakeRoom): void {
    this.of(room).poor = true;
  }

  /** As if a model had drafted it: each competency of the plan after the answers, in turn. */
  complete(room: FakeRoom, ratings: (number | null)[] = [4, 3], dropped = 1): Scorecard {
    const rated = this.of(room);
    const competencies = room.position.plan.competencies ?? [];
    const said = answers(this.#app, room);
    const whole = (i: number): Quote[] => {
      const row = said[i % Math.max(1, said.length)];
      return row ? [quoteAt(row, { from: 0, to: row.counting.content.length })] : [];
    };
    const card: Scorecard = {
      ...this.#empty(room, "gpt-5-mini", "model"),
      prompt_version: "scorecard/1",
      dropped,
      ratings: competencies.map(({ key, name }, i) => {
        const rating = ratings[i] ?? null;
        const quotes = rating === null ? [] : whole(i);
        const rationale = rating === null ? "" : `${name}: an example of their own.`;
        return { competency: key, rating, rationale, quotes };
      }),
      summary: [{ text: "Kept the files of forty clients.", quotes: whole(0) }],
      open_questions: [{ text: "What became of the contract?", quotes: whole(1) }],
    };
    rated.cards.push(card);
    rated.draft = { state: "done" };
    this.#app.happened("scorecard_added", room.interview.id, card.id);
    this.#app.live(room, { type: "scorecard_draft", state: "done" });
    return card;
  }

  /** As if the model had not managed it. */
  fail(room: FakeRoom, error: string): void {
    this.of(room).draft = { state: "failed", error };
    this.#app.live(room, { type: "scorecard_draft", state: "failed", error });
  }

  /** Somebody's card, signed unless it is still a draft; each competency with the first answer as evidence. */
  rateAs(room: FakeRoom, rater: string, ratings: (number | null)[], signed = true): Scorecard {
    const card = this.#empty(room, rater, "person");
    const said = answers(this.#app, room);
    card.ratings.forEach((own, i) => {
      const row = said[i % Math.max(1, said.length)];
      own.rating = ratings[i] ?? null;
      if (own.rating === null || !row) return;
      own.rationale = "An example with what came of it.";
      own.quotes = [quoteAt(row, { from: 0, to: row.counting.content.length })];
    });
    this.of(room).cards.push(card);
    this.#app.happened("scorecard_added", room.interview.id, card.id);
    if (signed) this.close(card, "signed", rater);
    return card;
  }

  close(card: Scorecard, status: "signed" | "rejected", name: string): Scorecard {
    card.status = status;
    card.signed_by = name;
    card.closed_at = this.#app.now();
    this.#app.happened(`scorecard_${status}`, card.interview_id, card.id);
    return card;
  }

  begin(room: FakeRoom, rater: string, based_on?: string): Scorecard {
    const { cards, panel } = this.of(room);
    if (panel.length > 0 && !panel.some((name) => same(name, rater))) {
      throw new Problem("conflict", `${rater} is not on this interview's panel`);
    }
    if (based_on !== undefined && !isOpen(this.of(room))) {
      throw new Problem("conflict", "the panel rates without the AI's draft");
    }
    if (cards.some((card) => card.author === "person" && same(card.rater, rater))) {
      throw new Problem("conflict", `${rater} has a card of this interview already`);
    }
    const card = this.#empty(room, rater, "person");
    const draft = cards.find(({ id }) => id === based_on);
    if (draft) {
      const { ratings, summary, open_questions } = structuredClone(draft);
      Object.assign(card, { based_on, ratings, summary, open_questions });
    }
    cards.push(card);
    this.#app.happened("scorecard_added", room.interview.id, card.id);
    return card;
  }

  #empty(room: FakeRoom, rater: string, author: Scorecard["author"]): Scorecard {
    const at = this.#app.now();
    const ratings = (room.position.plan.competencies ?? []).map(({ key }) => ({
      competency: key,
      rating: null,
      rationale: "",
      quotes: [],
    }));
    return {
      id: newId(),
      interview_id: room.interview.id,
      author,
      rater,
      status: "draft",
      based_on: null,
      prompt_version: null,
      transcript_version: room.interview.transcript_version,
      ratings,
      summary: [],
      open_questions: [],
      dropped: 0,
      created_at: at,
      changed_at: at,
      signed_by: null,
      closed_at: null,
    };
  }
}

/** Rating interviews. */
export function scorecardOperations(app: FakeApp): [string, Operation][] {
  const of = (id: string | undefined) => {
    const room = app.roomOf(id);
    return { room, rated: app.scorecards.of(room) };
  };
  const open = (id: string | undefined, cardId: string | undefined) => {
    const { room, rated } = of(id);
    const card = rated.cards.find((own) => own.id === cardId);
    if (!card) throw new Problem("not_found", "there is no such scorecard");
    if (card.closed_at != null) {
      throw new Problem("conflict", "this scorecard is closed; it cannot be changed any more");
    }
    return { room, card };
  };
  const quote = (room: FakeRoom, { message_id, start, end }: Passage): Quote => {
    const row = answers(app, room).find(({ message }) => message.id === message_id);
    if (!row) throw new Problem("invalid", "a quote is not in the candidate's words");
    return quoteAt(row, stretchOf(row.counting.content, start, end));
  };
  const claims = (room: FakeRoom, all: CardChange["summary"]): Claim[] =>
    (all ?? []).map(({ text, quotes }) => {
      if (text.trim() === "" || quotes.length === 0) {
        throw new Problem("invalid", "every statement has words and quotes what was said");
      }
      return { text, quotes: quotes.map((own) => quote(room, own)) };
    });
  const named = async (request: Request) => {
    const { name } = (await request.json()) as { name: string };
    if (name.trim() === "") throw new Problem("invalid", "a name is needed");
    return name.trim();
  };
  return [
    ["GET /interviews/*/quality", ([id]) => qualityOf(app, of(id).room)],
    [
      "GET /interviews/*/scorecards",
      ([id], _, url) => {
        const asked = (name: string) => url.searchParams.get(name);
        return viewOf(app, of(id).room, asked("rater"), asked("language"));
      },
    ],
    [
      "POST /interviews/*/scorecards/draft",
      ([id]) => {
        const { room, rated } = of(id);
        if (rated.poor) throw new Problem("conflict", "the record is too poor for a draft");
        rated.draft = { state: "running" };
        app.live(room, { type: "scorecard_draft", state: "running" });
        return undefined;
      },
    ],
    [
      "DELETE /interviews/*/scorecards/draft",
      ([id]) => {
        const { room, rated } = of(id);
        rated.draft = { state: "cancelled" };
        app.live(room, { type: "scorecard_draft", state: "cancelled" });
        return undefined;
      },
    ],
    [
      "POST /interviews/*/scorecards",
      async ([id], request) => {
        const { rater, based_on } = (await request.json()) as { rater: string; based_on?: string };
        return app.scorecards.begin(of(id).room, rater, based_on);
      },
    ],
    [
      "PUT /interviews/*/scorecards/*",
      async ([id, cardId], request) => {
        const { room, card } = open(id, cardId);
        const { flagged } = app.scorecards.of(room);
        const change = (await request.json()) as CardChange;
        if (!same(change.rater, card.rater)) {
          throw new Problem("invalid", `this is the card of ${card.rater}`);
        }
        card.ratings = change.ratings.map((own): Rating => ({
          ...own,
          rationale: own.rationale ?? "",
          quotes: (own.quotes ?? [])
            .filter(({ message_id }) => !flagged.has(message_id))
            .map((passage) => quote(room, passage)),
        }));
        card.summary = claims(room, change.summary);
        card.open_questions = claims(room, change.open_questions);
        card.transcript_version = room.interview.transcript_version;
        card.changed_at = app.now();
        app.happened("scorecard_changed", room.interview.id, card.id);
        return card;
      },
    ],
    [
      "POST /interviews/*/scorecards/*/sign",
      async ([id, cardId], request) => {
        const { card } = open(id, cardId);
        const name = await named(request);
        if (!same(name, card.rater)) throw new Problem("invalid", `this is ${card.rater}'s card`);
        if (card.ratings.every(({ rating }) => rating == null)) {
          throw new Problem("invalid", "nothing is rated yet");
        }
        if (card.ratings.some(({ rating, quotes }) => rating != null && quotes.length === 0)) {
          throw new Problem("invalid", "a rating has no evidence");
        }
        return app.scorecards.close(card, "signed", name);
      },
    ],
    [
      "POST /interviews/*/scorecards/*/reject",
      async ([id, cardId], request) => {
        const { card } = open(id, cardId);
        return app.scorecards.close(card, "rejected", await named(request));
      },
    ],
    [
      "PUT /interviews/*/panel",
      async ([id], request) => {
        const { room, rated } = of(id);
        const { raters } = (await request.json()) as { raters: string[] };
        const begun = rated.panel.some((own) => cardOf(rated, own)) && !isOpen(rated);
        const gone = rated.panel.find(
          (own) => !raters.includes(own) && (begun || cardOf(rated, own)),
        );
        if (gone !== undefined) {
          throw new Problem("conflict", `${gone} has begun to rate this interview`);
        }
        rated.panel = raters;
        app.happened("panel_chosen", room.interview.id);
        return undefined;
      },
    ],
    ["GET /score-weights", () => ({ weights: app.scorecards.weights })],
    [
      "PUT /score-weights",
      async (_, request) => {
        const { weights } = (await request.json()) as ScoreWeights;
        app.scorecards.weights = weights;
        app.happened("setting_changed", newId());
        return { weights };
      },
    ],
  ];
}
