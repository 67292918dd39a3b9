import type { DeskFilter } from "@/api/desk";
import type { InterviewStatus, Language } from "@/api/types";
import { LANGUAGES } from "@/i18n/languages";

export const STATUSES: readonly InterviewStatus[] = [
  "not_started",
  "started",
  "paused",
  "finished",
  "cancelled",
  "expired",
];

/** What the desk's address says about the interviews wanted; days are local ones, `2025-11-20`. */
export type DeskSearch = {
  status?: string;
  words?: string;
  position?: string;
  language?: string;
  from?: string;
  to?: string;
  only?: "waiting" | "withdrawn" | "deleted";
};

const DAY = /^\d{4}-\d\d-\d\d$/;
const ONLY = ["waiting", "withdrawn", "deleted"] as const;

/** What of an address makes sense here; the rest is dropped. */
export function deskSearch(raw: Record<string, unknown>): DeskSearch {
  // An address bar reads what looks like a number as one.
  const text = (value: unknown) =>
    typeof value === "string" || typeof value === "number" ? String(value) : "";
  const only = ONLY.find((one) => one === raw.only);
  const day = (value: unknown) => (DAY.test(text(value)) ? text(value) : "");
  const found = {
    status: statusesOf(text(raw.status)).join(","),
    words: text(raw.words),
    position: text(raw.position),
    language: LANGUAGES.find(({ code }) => code === raw.language)?.code ?? "",
    from: day(raw.from),
    to: day(raw.to),
  };
  return {
    ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== "")),
    ...(only && { only }),
  };
}

export function statusesOf(status: string | undefined): InterviewStatus[] {
  const names = (status ?? "").split(",");
  return STATUSES.filter((known) => names.includes(known));
}

/** The first moment of a local day, `days` days later. */
function moment(day: string | undefined, days = 0): number | null {
  if (day === undefined) return null;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + days).getTime();
}

export function filterOf(search: DeskSearch): DeskFilter {
  return {
    statuses: statusesOf(search.status),
    text: search.words ?? "",
    positionId: search.position ?? null,
    language: (search.language as Language | undefined) ?? null,
    from: moment(search.from),
    before: moment(search.to, 1),
    humanRequested: search.only === "waiting",
    withdrawn: search.only === "withdrawn",
    deleted: search.only === "deleted",
  };
}

/** How many of the filters behind the button are set. */
export function furtherFilters({ position, language, from, to, only }: DeskSearch): number {
  const set = [position, language, from, to, only === "withdrawn" ? only : undefined];
  return set.filter((value) => value !== undefined).length;
}
