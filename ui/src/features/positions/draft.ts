import type { Language, Plan, Position, PositionDraft, Question } from "@/api/types";
import { LANGUAGES } from "@/i18n/languages";

import { freeKey, keyFrom } from "./keys";

/** A text per language as it stands in the form: never absent, at most empty. */
export type Texts = Record<Language, string>;

type Anchors = NonNullable<Plan["competencies"]>[number]["anchors"];
/** What a plan file says of each rating is kept as it is. */
export type CompetencyDraft = { id: string; key: string; name: string; anchors?: Anchors };
export type FollowUpDraft = { id: string; text: Texts };

/** A question as it stands in the form. Numbers are kept as they were typed. */
export type QuestionDraft = {
  id: string;
  key: string;
  /** Whether the key still follows the text. */
  keyFollows: boolean;
  competencyId: string;
  weight: string;
  minutes: string;
  mustAsk: boolean;
  text: Texts;
  followUps: FollowUpDraft[];
  /** Separated by commas. */
  keywords: Texts;
};

export type Draft = {
  title: string;
  description: string;
  competencies: CompetencyDraft[];
  questions: QuestionDraft[];
};

const WEIGHT = 1;
const TIME_BUDGET_S = 180;

let made = 0;
/** An id of a part of the form; ids outlive moving about and renaming. */
export function newId(): string {
  made += 1;
  return `part-${made}`;
}

export const noTexts = (): Texts => ({ en: "", de: "", ru: "" });

const texts = (text: Question["text"] | undefined): Texts => ({
  en: text?.en ?? "",
  de: text?.de ?? "",
  ru: text?.ru ?? "",
});

/** Minutes as people write them, without a tail of digits. */
const minutesOf = (seconds: number) => String(Math.round((seconds / 60) * 100) / 100);

export const newCompetency = (): CompetencyDraft => ({ id: newId(), key: "", name: "" });

export function newQuestion(competencyId: string): QuestionDraft {
  return {
    id: newId(),
    key: "",
    keyFollows: true,
    competencyId,
    weight: String(WEIGHT),
    minutes: minutesOf(TIME_BUDGET_S),
    mustAsk: false,
    text: noTexts(),
    followUps: [],
    keywords: noTexts(),
  };
}

/** What a new position begins with. */
export function newDraft(): Draft {
  const competency = newCompetency();
  return {
    title: "",
    description: "",
    competencies: [competency],
    questions: [newQuestion(competency.id)],
  };
}

/** The form for a position that is stored. */
export function draftOf({ title, description, plan }: Position): Draft {
  const competencies = (plan.competencies ?? []).map((c) => ({ id: newId(), ...c }));
  const idOf = new Map(competencies.map(({ id, key }) => [key, id]));
  const questions = (plan.questions ?? []).map((question): QuestionDraft => ({
    id: newId(),
    key: question.key,
    keyFollows: false,
    competencyId: idOf.get(question.competency) ?? "",
    weight: String(question.weight ?? WEIGHT),
    minutes: minutesOf(question.time_budget_s ?? TIME_BUDGET_S),
    mustAsk: question.must_ask ?? false,
    text: texts(question.text),
    followUps: (question.follow_ups ?? []).map((text) => ({ id: newId(), text: texts(text) })),
    keywords: {
      en: (question.keywords?.en ?? []).join(", "),
      de: (question.keywords?.de ?? []).join(", "),
      ru: (question.keywords?.ru ?? []).join(", "),
    },
  }));
  return { title, description, competencies, questions };
}

/** A number as typed, or 0, which is out of every range here. */
function numberOf(typed: string): number {
  const number = Number(typed.replace(",", "."));
  return Number.isFinite(number) ? Math.min(Math.max(number, 0), 1_000_000) : 0;
}

export const weightOf = (question: QuestionDraft) => numberOf(question.weight);
export const secondsOf = (question: QuestionDraft) => Math.round(numberOf(question.minutes) * 60);

/** Only the languages that have a text. */
function written(text: Texts): Question["text"] {
  return Object.fromEntries(Object.entries(text).filter(([, words]) => words.trim() !== ""));
}

const words = (typed: string) =>
  typed
    .split(/[,;\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");

/**
 * The follow-ups that have words in some language. What is left out here is left out everywhere, so
 * that the server's numbering of them is this one.
 */
export const writtenFollowUps = (question: QuestionDraft) =>
  question.followUps.filter(({ text }) => Object.keys(written(text)).length > 0);

/** The plan in the form's order, with a key made for whatever has none of its own. */
export function planOf({ competencies, questions }: Draft): Plan {
  const taken = new Set(competencies.map(({ key }) => key));
  const keys = new Map<string, string>();
  for (const { id, key, name } of competencies) {
    const own = key === "" ? freeKey(keyFrom(name) || "competency", taken) : key;
    taken.add(own);
    keys.set(id, own);
  }
  return {
    competencies: competencies.map(({ id, name, anchors }) => ({
      key: keys.get(id) ?? "",
      name,
      ...(anchors && { anchors }),
    })),
    questions: questions.map((question) => ({
      key: question.key,
      competency: keys.get(question.competencyId) ?? "",
      weight: weightOf(question),
      time_budget_s: secondsOf(question),
      must_ask: question.mustAsk,
      text: written(question.text),
      follow_ups: writtenFollowUps(question).map(({ text }) => written(text)),
      keywords: Object.fromEntries(
        LANGUAGES.map(({ code }) => [code, words(question.keywords[code])] as const).filter(
          ([, list]) => list.length > 0,
        ),
      ),
    })),
  };
}

/** What is sent to be stored. */
export function positionOf(draft: Draft): Omit<PositionDraft, "based_on"> {
  return { title: draft.title.trim(), description: draft.description, plan: planOf(draft) };
}

/** Whether storing one and the other would come to the same. */
export const sameDraft = (a: Draft, b: Draft) =>
  a === b || JSON.stringify(positionOf(a)) === JSON.stringify(positionOf(b));
