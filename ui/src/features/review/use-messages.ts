import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { useApi } from "@/api/api-context";
import { messagePageQuery, PAGE } from "@/api/review";
import type { MessageRow } from "@/api/types";

/** The page a message is on, by its number. */
export const pageOf = (number: number) => Math.floor((number - 1) / PAGE);

/**
 * The messages with these numbers, as far as they are here; the rest is on its way. Pages that were
 * on screen stay for a while.
 */
export function useMessages(interviewId: string, numbers: number[]) {
  const { client } = useApi();
  const pages = [...new Set(numbers.map(pageOf))];
  return useQueries({
    queries: pages.map((page) => messagePageQuery(client, interviewId, page)),
    combine: (results) => {
      const rows = new Map<number, MessageRow>();
      for (const { data } of results) {
        for (const row of data ?? []) rows.set(row.message.number, row);
      }
      return { rows, error: results.find(({ error }) => error !== null)?.error ?? null };
    },
  });
}

/** One message, fetched if it is not here yet; null beyond the last one. */
export function useMessageByNumber(interviewId: string) {
  const { client } = useApi();
  const queries = useQueryClient();
  return useCallback(
    async (number: number): Promise<MessageRow | null> => {
      if (number < 1) return null;
      const rows = await queries.query({
        ...messagePageQuery(client, interviewId, pageOf(number)),
        staleTime: "static",
      });
      return rows.find(({ message }) => message.number === number) ?? null;
    },
    [client, queries, interviewId],
  );
}
