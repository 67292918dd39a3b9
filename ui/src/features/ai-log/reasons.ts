import type { TFunction } from "i18next";

/** Reasons that can be said in words: what checks found, and why services failed. */
const KNOWN = [
  "empty",
  "too_long",
  "wrong_language",
  "familiar",
  "off_plan",
  "off_topic",
  "farewell",
  "no_question",
  "too_many_questions",
  "judgement",
  "rating",
  "promise",
  "personal_data",
  "contact",
  "markup",
  "scrambled",
  "leak",
  "claims_human",
  "ungrounded",
  "unreachable",
  "first_token_late",
  "end_late",
  "broken_off",
  "key_refused",
  "quota_used_up",
  "limited",
  "server_failed",
  "not_compatible",
  "model_missing",
  "request_refused",
  "resting",
  "length",
  "filtered",
  "cancelled",
  "not_json",
  "nothing_rated",
  "tokens",
  "money",
  "kept_from_panel",
] as const;

/** The reason in words; one that is not known stays as it was logged. */
export function reasonInWords(t: TFunction, reason: string): string {
  const known = KNOWN.find((name) => name === reason);
  return known === undefined ? reason : t(`aiLog.reason.${known}`);
}
