import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { useApi } from "@/api/api-context";
import { keys } from "@/api/queries";
import type { TranscriptionJob } from "@/api/types";

/** How far transcribing this recording in the background has come, as last told; null before anything was told. */
export function useRetranscription(interviewId: string): TranscriptionJob | null {
  const { live } = useApi();
  const queries = useQueryClient();
  const [job, setJob] = useState<TranscriptionJob | null>(null);
  useEffect(
    () =>
      live.listenTo("transcription", ({ job: told }) => {
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
