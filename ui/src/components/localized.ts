import type { Language, Plan, Question } from "@/api/types";
import { LANGUAGES } from "@/i18n/languages";

/** A text in the wanted language, or else in the first one it has. */
export function textIn(
  text: Question["text"],
  wanted: Language,
): { text: string; language: Language } {
  const order = [wanted, ...LANGUAGES.map(({ code }) => code)];
  const language = order.find((code) => text[code]) ?? wanted;
  return { text: text[language] ?? "", language };
}

/** The languages in which every question of the plan can be asked. */
export function planLanguages(plan: Plan): Language[] {
  const questions = plan.questions ?? [];
  return LANGUAGES.map(({ code }) => code).filter((code) => questions.every((q) => q.text[code]));
}
