import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { useApi } from "@/api/api-context";
import { keys } from "@/api/queries";
import type { Live } from "@/api/types";

export type Retranscription = Extract<Live, { type: "retranscription" }>;

/** How far hearing this recording again has come, as last told; null before anything was told. */
export function useRetranscription(interviewId: string): Retranscription | null {
  const { live } = useApi();
  const queries = useQueryClient();
  const [job, setJob] = useState<Retranscription | null>(null);
  useEffect(
    () =>
      live.listenTo("retranscription", (told) => {
        if (told.interview_id !== interviewId) return;
        setJob(told);
        if (told.state !== "running") {
          void queries.invalidateQueries({ queryKey: keys.versions(interviewId) });
        }
      }),
    [live, queries, interviewId],
  );
  return job;
}
