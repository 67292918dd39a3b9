import type { FakeApp, Operation } from "./fake";
import { newId } from "./fake-data";
import type { FakeRoom } from "./fake-room";
import { quoteAt, stretchOf } from "./passages";
import { Problem } from "./problem";
import {
  type CardChange,
  type Claim,
  type Divergence,
  type JobState,
  type Passage,
  type Quality,
  type Quote,
  type Rating,
  RATINGS,
  type Scorecard,
  type ScorecardsView,
  type ScoreWeights,
} from "./scorecards";

/** What people and models rated of one interview. */
class Rated {
  readonly cards: Scorecard[] = [];
  panel: string[] = [];
  draft: { state: JobState; error?: string } | null = null;
  /** Set where the record is too poor for a model. */
  poor = false;
}

const LABELS = ["Not shown", "Weak", "Adequate", "Good", "Outstanding"];
const ANCHORS = [
  "Said nothing that points to it, or the opposite.",
  "Named it without an example of their own.",
  "One example of their own, told in outline.",
  "An example of their own with what they did and what came of it.",
  "Several such examples, and what they learned from them.",
];
/** Apart by so much, two ratings diverge. */
const APART = 2;

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
    const { cards } = this.of(room);
    if (cards.some((card) => card.author === "person" && card.rater === rater)) {
      throw new Problem("conflict", `${rater} has a scorecard of this interview already`);
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

/** What the candidate said, as it counts. */
function answers(app: FakeApp, room: FakeRoom) {
  return room.messages
    .map(({ message }) => app.review.row(room, message.number))
    .filter((row) => row !== undefined)
    .filter(({ message, counting }) => message.role === "candidate" && counting.content !== "");
}

function qualityOf(app: FakeApp, room: FakeRoom): Quality {
  const { poor } = app.scorecards.of(room);
  return {
    transcript_version: room.interview.transcript_version,
    suffices: !poor,
    measures: [
      {
        measure: "confidence",
        value: poor ? 0.52 : 0.93,
        threshold: 0.7,
        suffices: !poor,
        advice: poor ? "retranscribe" : null,
      },
      {
        measure: "speech_coverage",
        value: 0.96,
        threshold: 0.85,
        suffices: true,
        advice: null,
      },
      { measure: "language_match", value: null, threshold: 0.8, suffices: true, advice: null },
      {
        measure: "lost_audio",
        value: poor ? 0.12 : 0,
        threshold: 0.05,
        suffices: !poor,
        advice: poor ? "listen" : null,
      },
      { measure: "answered", value: 1, threshold: 0.5, suffices: true, advice: null },
    ],
  };
}

function viewOf(app: FakeApp, room: FakeRoom, rater: string | null): ScorecardsView {
  const { cards, panel, draft, poor } = app.scorecards.of(room);
  const of = (name: string) =>
    cards.find((card) => card.author === "person" && card.rater === name);
  const open = panel.every((name) => of(name)?.status === "signed");
  const shown = cards.filter((card) => card.author === "model" || open || card.rater === rater);
  const signed = open ? shown.filter(({ status }) => status === "signed") : [];
  const competencies = room.position.plan.competencies ?? [];
  return {
    cards: shown,
    hidden: cards.length - shown.length,
    panel: panel.map((name) => {
      const status = of(name)?.status;
      return { name, state: status === "signed" ? "signed" : status ? "draft" : "not_begun" };
    }),
    divergences: competencies.flatMap(({ key }) => divergence(key, signed)),
    overall: overall(app.scorecards.weights, signed),
    draft,
    withheld: poor ? qualityOf(app, room) : null,
    scale: RATINGS.map((rating, i) => ({ rating, label: LABELS[i] ?? "" })),
    anchors: Object.fromEntries(
      competencies.map(({ key }) => [
        key,
        RATINGS.map((rating, i) => ({ rating, text: ANCHORS[i] ?? "" })),
      ]),
    ),
  };
}

function divergence(competency: string, signed: Scorecard[]): Divergence[] {
  const ratings = signed.flatMap(({ rater, ratings: all }) => {
    const rating = all.find((own) => own.competency === competency)?.rating;
    return rating == null ? [] : [{ rater, rating }];
  });
  const [lowest, highest] = [
    Math.min(...ratings.map(({ rating }) => rating)),
    Math.max(...ratings.map(({ rating }) => rating)),
  ];
  return highest - lowest >= APART ? [{ competency, lowest, highest, ratings }] : [];
}

function overall(weights: ScoreWeights["weights"], signed: Scorecard[]) {
  let sum = 0;
  let weight = 0;
  for (const { ratings } of signed) {
    for (const { competency, rating } of ratings) {
      const own = weights[competency] ?? 0;
      if (rating == null || own <= 0) continue;
      sum += own * rating;
      weight += own;
    }
  }
  return weight === 0 ? null : { value: sum / weight, of: "panel" };
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
    all.map(({ text, quotes }) => ({ text, quotes: quotes.map((own) => quote(room, own)) }));
  const named = async (request: Request) => {
    const { name } = (await request.json()) as { name: string };
    if (name.trim() === "") throw new Problem("invalid", "a name is needed");
    return name.trim();
  };
  return [
    ["GET /interviews/*/quality", ([id]) => qualityOf(app, of(id).room)],
    [
      "GET /interviews/*/scorecards",
      ([id], _, url) => viewOf(app, of(id).room, url.searchParams.get("rater")),
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
        const change = (await request.json()) as CardChange;
        card.ratings = change.ratings.map((own): Rating => ({
          ...own,
          quotes: own.quotes.map((passage) => quote(room, passage)),
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
        rated.panel = ((await request.json()) as { raters: string[] }).raters;
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
