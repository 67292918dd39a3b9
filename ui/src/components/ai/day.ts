/** A date written as `2027-02-01`, or a moment, as people write a day in this language. */
export function day(date: string | number, language: string): string {
  // A date alone is midnight in Greenwich, and has to stay that day elsewhere.
  const zone = typeof date === "string" ? { timeZone: "UTC" } : {};
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", ...zone }).format(
    typeof date === "string" ? Date.parse(date) : date,
  );
}
