import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useApi } from "@/api/api-context";
import { KIOSK_KEY } from "@/api/kiosk";
import { unwrap } from "@/api/problem";

import { useForget } from "./forget";

/** Ends the visit: the kiosk goes back to its start, and nothing of the candidate stays. */
export function useClose() {
  const { client } = useApi();
  const queries = useQueryClient();
  const forget = useForget();
  return useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/kiosk/close")),
    onSuccess: async () => {
      // The page stands on what is known of the kiosk; what it becomes is fetched first.
      await queries.invalidateQueries({ queryKey: KIOSK_KEY });
      forget();
    },
  });
}
