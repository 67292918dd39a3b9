/** The section of the desk a moment belongs to: a key of the texts, or the month of a day long ago. */
export type Section =
  { key: "desk.today" | "desk.yesterday" | "desk.thisWeek" } | { key: "month"; month: number };

/** Midnight at the beginning of the local day, `days` days before. */
function dayOf(ms: number, days = 0): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime();
}

export function sectionOf(ms: number, now: number): Section {
  if (ms >= dayOf(now)) return { key: "desk.today" };
  if (ms >= dayOf(now, 1)) return { key: "desk.yesterday" };
  if (ms >= dayOf(now, 6)) return { key: "desk.thisWeek" };
  const date = new Date(ms);
  return { key: "month", month: new Date(date.getFullYear(), date.getMonth(), 1).getTime() };
}

export function sameSection(a: Section, b: Section): boolean {
  return a.key === b.key && (a.key !== "month" || b.key !== "month" || a.month === b.month);
}
