import { useTranscriptions } from "@/components/transcriptions/use-transcriptions";
import type { QueuedTranscription } from "@/api/types";
import { useMemo } from "react";

/** What was asked of this interview's recording in the background, newest first. */
export function useJobs(interviewId: string): readonly QueuedTranscription[] {
  const { data } = useTranscriptions();
  return useMemo(
    () =>
      (data?.jobs ?? [])
        .filter(({ job }) => job.interview_id === interviewId)
        .sort((a, b) => b.job.created_at - a.job.created_at),
    [data, interviewId],
  );
}
