import type { FakeApp } from "./fake";
import type { FakeRoom } from "./fake-room";
import {
  type Divergence,
  type Quality,
  RATINGS,
  type Scorecard,
  type ScorecardsView,
  type ScoreWeights,
} from "./scorecards";
import type { components } from "./schema";
import type { Language } from "./types";

type JobState = components["schemas"]["JobState"];

/** What people and models rated of one interview. */
export class Rated {
  readonly cards: Scorecard[] = [];
  panel: string[] = [];
  draft: { state: JobState; error?: string } | null = null;
  /** Set where the record is too poor for a model. */
  poor = false;
  /** Messages that were noticed to read like instructions. */
  readonly flagged = new Set<string>();
}

const SCALE: Record<Language, [string, string][]> = {
  en: [
    ["Not shown", "The answers show nothing of it, or the opposite."],
    ["Weak", "It is claimed in general words, without an example of their own."],
    ["Adequate", "One example of their own, told in outline."],
    ["Good", "An example with what they did themselves, and what came of it."],
    ["Outstanding", "Several such examples, and what was learned from them."],
  ],
  de: [
    ["Nicht gezeigt", "Die Antworten zeigen nichts davon oder das Gegenteil."],
    ["Schwach", "Es wird allgemein behauptet, ohne eigenes Beispiel."],
    ["Ausreichend", "Ein eigenes Beispiel in Umrissen."],
    ["Gut", "Ein Beispiel mit dem eigenen Handeln und dem, was daraus wurde."],
    ["Herausragend", "Mehrere solche Beispiele und was daraus gelernt wurde."],
  ],
  ru: [
    ["Не проявлено", "В ответах этого нет, или они показывают противоположное."],
    ["Слабо", "Об этом говорится общими словами, без собственного примера."],
    ["Достаточно", "Один собственный пример в общих чертах."],
    ["Хорошо", "Пример с собственными действиями и их результатом."],
    ["Превосходно", "Несколько таких примеров и то, чему они научили."],
  ],
};

export const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
/** What the candidate said, as it counts. */
export function answers(app: FakeApp, room: FakeRoom) {
  return room.messages
    .map(({ message }) => app.review.row(room, message.number))
    .filter((row) => row !== undefined)
    .filter(({ role, counting }) => role === "candidate" && counting.content !== "");
}

export function qualityOf(app: FakeApp, room: FakeRoom): Quality {
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

export const cardOf = ({ cards }: Rated, name: string) =>
  cards.find((card) => card.author === "person" && same(card.rater, name));

/** Whether everybody may see everything. */
export const isOpen = (rated: Rated) =>
  rated.panel.every((name) => cardOf(rated, name)?.status === "signed");

export function viewOf(
  app: FakeApp,
  room: FakeRoom,
  rater: string | null,
  language: string | null,
): ScorecardsView {
  const scale = SCALE[(language ?? room.interview.language) as Language];
  const rated = app.scorecards.of(room);
  const { cards, panel, draft, poor } = rated;
  const open = isOpen(rated);
  const own = (card: Scorecard) => card.author === "person" && same(card.rater, rater ?? "");
  const shown = cards.filter((card) => open || own(card));
  const signed = open ? shown.filter(({ status }) => status === "signed") : [];
  const competencies = room.position.plan.competencies ?? [];
  return {
    cards: shown,
    hidden: cards.length - shown.length,
    panel: panel.map((name) => {
      const status = cardOf(rated, name)?.status;
      return { name, state: status === "signed" ? "signed" : status ? "draft" : "not_begun" };
    }),
    divergences: competencies.flatMap(({ key }) => divergence(key, signed)),
    overall: overall(app.scorecards.weights, signed),
    draft,
    // Told once a draft was asked for; before that, the record itself tells.
    withheld: poor && draft !== null ? qualityOf(app, room) : null,
    scale: RATINGS.map((rating, i) => ({ rating, label: scale[i]?.[0] ?? "" })),
    anchors: Object.fromEntries(
      competencies.map(({ key }) => [
        key,
        RATINGS.map((rating, i) => ({ rating, text: scale[i]?.[1] ?? "" })),
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
  return highest > lowest ? [{ competency, lowest, highest, ratings }] : [];
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
  const of = signed.map(({ rater }) => rater).join(", ");
  return weight === 0 ? null : { value: sum / weight, of };
}
