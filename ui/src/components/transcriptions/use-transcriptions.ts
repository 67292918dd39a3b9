import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import { type TranscriptionQueue, transcriptionsQuery } from "@/api/transcriptions";

/** What is transcribed in the background, as it goes on. */
export function useTranscriptions() {
  const { client, live } = useApi();
  const queries = useQueryClient();
  useEffect(
    () =>
      live.listenTo("transcription", ({ job }) => {
        const known = queries.getQueryData<TranscriptionQueue>(keys.transcriptions);
        const before = known?.jobs.find((one) => one.job.id === job.id);
        if (before?.job.state === job.state) {
          queries.setQueryData<TranscriptionQueue>(keys.transcriptions, (queue) => ({
            jobs: (queue?.jobs ?? []).map((one) => (one.job.id === job.id ? { ...one, job } : one)),
          }));
        } else {
          // It came, or moved to another place in the order.
          void queries.invalidateQueries({ queryKey: keys.transcriptions });
        }
      }),
    [live, queries],
  );
  return useQuery(transcriptionsQuery(client));
}

/** Gives work up, or tries it once more. */
export function useJobMoves() {
  const { client } = useApi();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: keys.transcriptions });
  const cancel = useMutation({
    mutationFn: (job: string) =>
      unwrap(client.POST("/api/v1/transcriptions/{job}/cancel", { params: { path: { job } } })),
    onSuccess,
  });
  const retry = useMutation({
    mutationFn: ({ job, model }: { job: string; model: string }) =>
      unwrap(
        client.POST("/api/v1/transcriptions/{job}/retry", {
          params: { path: { job } },
          body: { model },
        }),
      ),
    onSuccess,
  });
  return { cancel, retry };
}
