import type { TFunction } from "i18next";

import type { Fault, Language } from "@/api/types";
import { LANGUAGES } from "@/i18n/languages";

import type { Draft } from "./draft";
import { writtenFollowUps } from "./draft";
import type { Change } from "./draft-changes";

/** What is wrong, by the place in the form: `title`, or the id of a part and its field. */
export type Faults = ReadonlyMap<string, Fault>;

export const NO_FAULTS: Faults = new Map();

/** Finds the place in the form for each fault of the position this draft was sent as. */
export function placed(faults: readonly Fault[], draft: Draft): Faults {
  const found = new Map<string, Fault>();
  for (const fault of faults) {
    const place = placeOf(fault.pointer, draft);
    // The first fault of a field is the one to mend first.
    if (!found.has(place)) found.set(place, fault);
  }
  return found;
}

function placeOf(pointer: string, draft: Draft): string {
  const [first = "", list, number, ...field] = pointer.split("/").slice(1);
  if (first !== "plan") return first;
  if (number === undefined) return list ?? "";
  const index = Number(number);
  if (list === "competencies") return [draft.competencies[index]?.id, ...field].join(".");
  const question = draft.questions[index];
  if (!question) return "questions";
  const [name, ...rest] = field;
  if (name !== "follow_ups") return [question.id, ...field].join(".");
  const [followUp, language] = rest;
  const written = writtenFollowUps(question)[Number(followUp)];
  return [question.id, name, written?.id, language].join(".");
}

const FIELDS = {
  key: "key",
  competencyId: "competency",
  weight: "weight",
  minutes: "time_budget_s",
} as const;

/** The faults that are left once this change is made: what was touched counts as mended. */
export function without(faults: Faults, change: Change): Faults {
  if (faults.size === 0) return faults;
  const mended = mends(change);
  const left = [...faults].filter(([place]) => !mended(place));
  return left.length === faults.size ? faults : new Map(left);
}

function mends(change: Change): (place: string) => boolean {
  switch (change.do) {
    case "load":
      return () => true;
    case "describe":
      return (place) =>
        (place === "title" && change.title !== undefined) ||
        (place === "description" && change.description !== undefined);
    case "name-competency":
      return (place) => place.startsWith(`${change.id}.`);
    case "change-question": {
      const touched = Object.keys(change.to).map(
        (field) => `${change.id}.${FIELDS[field as keyof typeof FIELDS]}`,
      );
      return (place) => touched.includes(place);
    }
    case "write-question":
      return (place) =>
        place === "questions" ||
        place === `${change.id}.key` ||
        place === `${change.id}.text` ||
        place === `${change.id}.text.${change.language}`;
    case "write-follow-up":
    case "delete-follow-up":
      return (place) => place.startsWith(`${change.id}.follow_ups.${change.followUpId}`);
    case "add-question":
    case "duplicate-question":
      return (place) => place === "questions";
    case "delete-question":
    case "delete-competency":
      return (place) => place === "questions" || place.startsWith(`${change.id}.`);
    default:
      return () => false;
  }
}

/** The language whose text is wrong, if it is a text. */
export function languageOf(place: string): Language | null {
  const last = place.split(".").at(-1);
  return LANGUAGES.find(({ code }) => code === last)?.code ?? null;
}

/** The fault in the user's words. */
export function faultWords(t: TFunction, fault: Fault): string {
  const { issue, pointer } = fault;
  const max = fault.max ?? 0;
  switch (issue) {
    case "out_of_range":
      return pointer.endsWith("weight")
        ? t("positions.fault.weight", { max })
        : pointer.endsWith("time_budget_s")
          ? t("positions.fault.time")
          : t("positions.fault.minutes", { max });
    case "empty":
      return pointer === "/plan/questions"
        ? t("positions.fault.noQuestions")
        : pointer.endsWith("/text")
          ? t("positions.fault.noText")
          : t("form.required");
    case "too_long":
      return t("positions.fault.tooLong", { max });
    case "too_many":
      return t("positions.fault.tooMany", { max });
    case "key_form":
      return t("positions.fault.keyForm");
    case "twice":
      return t("positions.fault.twice");
    case "unknown_competency":
      return t("positions.fault.unknownCompetency");
    case "no_common_language":
      return t("positions.fault.noCommonLanguage");
    // What is wrong with the file itself is worded by whoever read it.
    case "syntax":
      return t("positions.fault.syntax", { message: fault.message });
    case "format":
      return t("positions.fault.format", { format: fault.message });
  }
}
