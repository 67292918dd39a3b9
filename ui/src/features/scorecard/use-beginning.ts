import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useApi } from "@/api/api-context";
import { scorecardCalls, scorecardKeys } from "@/api/scorecards";

export type Beginning = {
  /** Begins one's own card: with what the draft with this id holds, or empty. */
  begin: (draftId?: string) => void;
  busy: boolean;
  error: unknown;
};

/** The way to a card of one's own. */
export function useBeginning(interviewId: string, rater: string, onBegun: () => void): Beginning {
  const { client } = useApi();
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (draftId: string | null) =>
      scorecardCalls(client, interviewId).begin(rater, draftId ?? undefined),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: scorecardKeys.of(interviewId) });
      onBegun();
    },
  });
  return { begin: (draftId) => mutate(draftId ?? null), busy: isPending, error };
}
