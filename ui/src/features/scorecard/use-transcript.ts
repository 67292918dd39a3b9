import { useQueries } from "@tanstack/react-query";

import { useApi } from "@/api/api-context";
import { messagePageQuery, PAGE } from "@/api/review";
import type { MessageRow } from "@/api/types";

export type Said = {
  /** Everything said and typed, in order, as far as it is here. */
  rows: MessageRow[];
  byId: ReadonlyMap<string, MessageRow>;
  /** Whether all of it is here. */
  complete: boolean;
  error: unknown;
};

/** The whole transcript: evidence is looked for everywhere in it. */
export function useTranscript(interviewId: string, count: number): Said {
  const { client } = useApi();
  return useQueries({
    queries: Array.from({ length: Math.ceil(count / PAGE) }, (_, page) =>
      messagePageQuery(client, interviewId, page),
    ),
    combine,
  });
}

function combine(
  results: { data: MessageRow[] | undefined; error: unknown; isSuccess: boolean }[],
): Said {
  const rows = results.flatMap(({ data }) => data ?? []);
  return {
    rows,
    byId: new Map(rows.map((row) => [row.message.id, row])),
    complete: results.every(({ isSuccess }) => isSuccess),
    error: results.find(({ error }) => error !== null)?.error ?? null,
  };
}
