import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import { importsQuery, type RecordingImportJob } from "@/api/recording-imports";

/** Recordings that are taken in, as they go on. */
export function useImports() {
  const { client, live } = useApi();
  const queries = useQueryClient();
  useEffect(
    () =>
      live.listenTo("recording_import", ({ job }) => {
        const known = queries.getQueryData<RecordingImportJob[]>(keys.imports);
        const before = known?.find(({ id }) => id === job.id);
        if (before?.state === job.state) {
          queries.setQueryData<RecordingImportJob[]>(keys.imports, (all) =>
            (all ?? []).map((one) => (one.id === job.id ? job : one)),
          );
        } else {
          void queries.invalidateQueries({ queryKey: keys.imports });
        }
      }),
    [live, queries],
  );
  return useQuery(importsQuery(client));
}

/** Gives taking a recording in up, tries it once more, or takes what has ended off the list. */
export function useImportMoves() {
  const { client } = useApi();
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: keys.imports });
  const params = (id: string) => ({ params: { path: { import: id } } });
  const cancel = useMutation({
    mutationFn: (id: string) =>
      unwrap(client.POST("/api/v1/recordings/imports/{import}/cancel", params(id))),
    onSettled,
  });
  const retry = useMutation({
    mutationFn: (id: string) =>
      unwrap(client.POST("/api/v1/recordings/imports/{import}/retry", params(id))),
    onSettled,
  });
  const putAway = useMutation({
    mutationFn: (id: string) =>
      unwrap(client.DELETE("/api/v1/recordings/imports/{import}", params(id))),
    onSettled,
  });
  return { cancel, retry, putAway };
}
