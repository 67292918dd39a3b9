import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useApi } from "@/api/api-context";
import { machineKeys } from "@/api/machine";
import { unwrap } from "@/api/problem";
import { modelsQuery } from "@/api/queries";
import type { SpeechModel } from "@/api/types";

/** What can be done with a speech model. */
export type ModelAction = "download" | "pause" | "resume" | "cancel" | "measure" | "remove";

/** The speech models, their downloads as they go, and what can be done with them. */
export function useModels() {
  const { client, live } = useApi();
  const queries = useQueryClient();
  const query = useQuery(modelsQuery(client));
  const refresh = () => queries.invalidateQueries({ queryKey: machineKeys.models });

  useEffect(
    () =>
      live.listenTo("model_download", ({ model, state, done, total, rate, left_s, error }) => {
        queries.setQueryData<SpeechModel[]>(machineKeys.models, (models) =>
          models?.map((one) =>
            one.name === model && !one.installed
              ? {
                  ...one,
                  download: {
                    state,
                    done,
                    total,
                    rate,
                    left_s: left_s ?? null,
                    error: error ?? null,
                  },
                }
              : one,
          ),
        );
        // How it ended is known best where it happened.
        if (state !== "running" && state !== "waiting")
          void queries.invalidateQueries({ queryKey: machineKeys.models });
      }),
    [live, queries],
  );

  const act = useMutation({
    mutationFn: async ({ name, action }: { name: string; action: ModelAction }) => {
      const params = { params: { path: { name } } };
      switch (action) {
        case "download":
          return unwrap(client.POST("/api/v1/models/{name}/download", params));
        case "pause":
          return unwrap(client.POST("/api/v1/models/{name}/pause", params));
        case "resume":
          return unwrap(client.POST("/api/v1/models/{name}/resume", params));
        case "cancel":
          return unwrap(client.POST("/api/v1/models/{name}/cancel", params));
        case "measure":
          return unwrap(client.POST("/api/v1/models/{name}/measure", params));
        case "remove":
          return unwrap(client.DELETE("/api/v1/models/{name}", params));
      }
    },
    onSettled: refresh,
  });
  return { query, act };
}
