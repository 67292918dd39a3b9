import { useMutation, useQueryClient } from "@tanstack/react-query";

import { aiActions, aiKeys } from "@/api/ai";
import { useApi } from "@/api/api-context";

type Actions = ReturnType<typeof aiActions>;

/** What is sent may hold a key: it is let go of as soon as nothing on screen tells how it went. */
const FORGOTTEN_AT_ONCE = { gcTime: 0 } as const;

/** Something done to the connections, after which they are read anew. `onDone` also when its component is gone by then. */
export function useAiAction<V, R>(
  act: (actions: Actions, wanted: V) => Promise<R>,
  onDone?: () => void,
) {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    ...FORGOTTEN_AT_ONCE,
    mutationFn: (wanted: V) => act(aiActions(client), wanted),
    onSuccess: () => onDone?.(),
    // Also after a refusal: what is on screen may be older than what was refused.
    onSettled: () => queries.invalidateQueries({ queryKey: aiKeys.settings }),
  });
}

/** A question to a server that changes nothing here. */
export function useAiQuestion<V, R>(ask: (actions: Actions, wanted: V) => Promise<R>) {
  const { client } = useApi();
  return useMutation({
    ...FORGOTTEN_AT_ONCE,
    mutationFn: (wanted: V) => ask(aiActions(client), wanted),
  });
}
