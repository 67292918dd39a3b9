import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { useApi } from "@/api/api-context";
import { fetchMessages, PAGE, roomKeys } from "@/api/room";
import type { MessageRow } from "@/api/types";

/** Two stretches of a conversation as one, in order; of what is in both, the newer is kept. */
export function joined(known: readonly MessageRow[], fresh: readonly MessageRow[]): MessageRow[] {
  const rows = new Map(known.map((row) => [row.message.number, row]));
  for (const row of fresh) rows.set(row.message.number, row);
  return [...rows.values()].sort((a, b) => a.message.number - b.message.number);
}

/**
 * The newest messages, and those that come after them; earlier ones on demand. What is there is not
 * fetched again, so that a message in a long interview costs no more than in a short one.
 */
export function useConversation(interviewId: string) {
  const { client } = useApi();
  const queries = useQueryClient();
  const queryKey = roomKeys.conversation(interviewId);
  const query = useQuery({
    queryKey,
    queryFn: async () => {
      const known = () => queries.getQueryData<MessageRow[]>(queryKey) ?? [];
      let rows = known();
      for (;;) {
        const last = rows.at(-1)?.message.number;
        const fresh = await fetchMessages(
          client,
          interviewId,
          last === undefined ? { last: PAGE } : { from: last + 1, limit: PAGE },
        );
        // Earlier ones may have come meanwhile.
        rows = joined(known(), joined(rows, fresh));
        if (last === undefined || fresh.length < PAGE) return rows;
      }
    },
  });
  const first = query.data?.[0]?.message.number ?? 1;
  const earlier = useMutation({
    mutationFn: () => {
      const from = Math.max(1, first - PAGE);
      return fetchMessages(client, interviewId, { from, limit: first - from });
    },
    onSuccess: (rows) => {
      queries.setQueryData<MessageRow[]>(queryKey, (known) => joined(known ?? [], rows));
    },
  });
  return {
    query,
    hasEarlier: first > 1,
    loadEarlier: () => earlier.mutate(),
    loadingEarlier: earlier.isPending,
    earlierProblem: earlier.error,
  };
}
