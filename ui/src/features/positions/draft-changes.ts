import type { Language } from "@/api/types";

import {
  type CompetencyDraft,
  type Draft,
  newId,
  newQuestion,
  noTexts,
  type QuestionDraft,
} from "./draft";
import { freeKey, questionKey } from "./keys";

/** Everything that can be done to the form. */
export type Change =
  | { do: "load"; draft: Draft }
  | { do: "describe"; title?: string; description?: string }
  | { do: "add-competency"; competency: CompetencyDraft; at?: number }
  | { do: "name-competency"; id: string; name: string }
  | { do: "delete-competency"; id: string }
  | { do: "add-question"; question?: QuestionDraft; at?: number }
  | { do: "change-question"; id: string; to: Partial<QuestionDraft> }
  | { do: "write-question"; id: string; language: Language; text: string }
  | { do: "write-keywords"; id: string; language: Language; text: string }
  | { do: "duplicate-question"; id: string; copyId: string }
  | { do: "delete-question"; id: string }
  | { do: "move-question"; id: string; to: number }
  | { do: "add-follow-up"; id: string; followUpId: string }
  | { do: "write-follow-up"; id: string; followUpId: string; language: Language; text: string }
  | { do: "delete-follow-up"; id: string; followUpId: string };

function insert<T>(list: readonly T[], item: T, at = list.length): T[] {
  return [...list.slice(0, at), item, ...list.slice(at)];
}

/** The list with its `from`th entry at place `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from];
  if (item === undefined) return [...list];
  return insert(
    list.filter((_, i) => i !== from),
    item,
    Math.max(0, Math.min(to, list.length - 1)),
  );
}

export function changed(draft: Draft, change: Change): Draft {
  const question = (
    id: string,
    to: (question: QuestionDraft) => Partial<QuestionDraft>,
  ): Draft => ({
    ...draft,
    questions: draft.questions.map((q) => (q.id === id ? { ...q, ...to(q) } : q)),
  });
  /** Keys of all questions but this one. */
  const taken = (id?: string) =>
    new Set(draft.questions.filter((q) => q.id !== id).map(({ key }) => key));

  switch (change.do) {
    case "load":
      return change.draft;
    case "describe": {
      const { title = draft.title, description = draft.description } = change;
      return { ...draft, title, description };
    }
    case "add-competency":
      return {
        ...draft,
        competencies: insert(draft.competencies, change.competency, change.at),
      };
    case "name-competency":
      return {
        ...draft,
        competencies: draft.competencies.map((c) =>
          c.id === change.id ? { ...c, name: change.name } : c,
        ),
      };
    case "delete-competency":
      return { ...draft, competencies: draft.competencies.filter(({ id }) => id !== change.id) };
    case "add-question": {
      const added = change.question ?? newQuestion(draft.questions.at(-1)?.competencyId ?? "");
      const competency = draft.competencies.some(({ id }) => id === added.competencyId)
        ? added.competencyId
        : (draft.competencies[0]?.id ?? "");
      return {
        ...draft,
        questions: insert(draft.questions, { ...added, competencyId: competency }, change.at),
      };
    }
    case "change-question":
      return question(change.id, () => change.to);
    case "write-question":
      return question(change.id, (q) => {
        const text = { ...q.text, [change.language]: change.text };
        return { text, ...(q.keyFollows && { key: questionKey(text, taken(q.id)) }) };
      });
    case "write-keywords":
      return question(change.id, (q) => ({
        keywords: { ...q.keywords, [change.language]: change.text },
      }));
    case "duplicate-question": {
      const at = draft.questions.findIndex(({ id }) => id === change.id);
      const original = draft.questions[at];
      if (!original) return draft;
      const copy: QuestionDraft = {
        ...original,
        id: change.copyId,
        key: freeKey(original.key || "question", taken()),
        keyFollows: false,
        followUps: original.followUps.map(({ text }) => ({ id: newId(), text })),
      };
      return { ...draft, questions: insert(draft.questions, copy, at + 1) };
    }
    case "delete-question":
      return { ...draft, questions: draft.questions.filter(({ id }) => id !== change.id) };
    case "move-question": {
      const from = draft.questions.findIndex(({ id }) => id === change.id);
      return { ...draft, questions: moved(draft.questions, from, change.to) };
    }
    case "add-follow-up":
      return question(change.id, (q) => ({
        followUps: [...q.followUps, { id: change.followUpId, text: noTexts() }],
      }));
    case "write-follow-up":
      return question(change.id, (q) => ({
        followUps: q.followUps.map((f) =>
          f.id === change.followUpId
            ? { ...f, text: { ...f.text, [change.language]: change.text } }
            : f,
        ),
      }));
    case "delete-follow-up":
      return question(change.id, (q) => ({
        followUps: q.followUps.filter(({ id }) => id !== change.followUpId),
      }));
  }
}
