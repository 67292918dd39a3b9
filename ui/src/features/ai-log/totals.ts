import type { AiCall, AiOutcome } from "@/api/ai-log";

/** What all requests of an interview come to. */
export type Totals = {
  calls: number;
  /** Tokens as far as the services told; null when none did. */
  sent: number | null;
  received: number | null;
  /** In millionths of the budget's currency; null when no price is known. */
  costMicros: number | null;
  /** The middle one of the times to the first token, in ms; null when none came. */
  firstTokenMs: number | null;
};

/** The sum of what is known; null when nothing is. */
function sum(values: (number | null | undefined)[]): number | null {
  const known = values.filter((value) => value != null);
  return known.length === 0 ? null : known.reduce((all, value) => all + value, 0);
}

export function totalsOf(calls: readonly AiCall[]): Totals {
  const first = calls.flatMap((call) => call.first_token_ms ?? []).sort((a, b) => a - b);
  return {
    calls: calls.length,
    sent: sum(calls.map((call) => call.input_tokens)),
    received: sum(calls.map((call) => call.output_tokens)),
    costMicros: sum(calls.map((call) => call.cost_micros)),
    firstTokenMs: first[Math.floor((first.length - 1) / 2)] ?? null,
  };
}

/** Outcomes in the order they are offered. */
export const OUTCOMES: readonly AiOutcome[] = [
  "used",
  "replaced",
  "cut_off",
  "refused",
  "failed",
  "cancelled",
  "over_budget",
];

/** How many requests ended in each way, of those that occur. */
export function countsOf(calls: readonly AiCall[]): [AiOutcome, number][] {
  return OUTCOMES.map(
    (outcome) => [outcome, calls.filter((call) => call.outcome === outcome).length] as const,
  ).flatMap(([outcome, count]) => (count > 0 ? [[outcome, count] as [AiOutcome, number]] : []));
}
