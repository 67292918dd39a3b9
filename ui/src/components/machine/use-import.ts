import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useApi } from "@/api/api-context";
import { machineKeys } from "@/api/machine";
import { unwrap } from "@/api/problem";

/** A model file Candor does not know. */
export type UnknownFile = { path: string; file_name: string; size_bytes: number; sha256: string };

type Wanted = { path: string; approved?: string };

/** Takes speech models in from files and folders of this machine. */
export function useImport({ onInstalled }: { onInstalled?: () => void } = {}) {
  const { client } = useApi();
  const queries = useQueryClient();
  const [unknown, setUnknown] = useState<UnknownFile | null>(null);
  const take = useMutation({
    mutationFn: ({ path, approved }: Wanted) =>
      unwrap(
        client.POST("/api/v1/models/import", {
          body: { path, approved_sha256: approved ?? null },
        }),
      ),
    onSuccess: (end, { path }) => {
      if (end.outcome === "unknown") {
        setUnknown({ path, ...end });
        return;
      }
      setUnknown(null);
      onInstalled?.();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: machineKeys.models }),
  });
  return {
    take,
    unknown,
    /** The user vouches for the unknown file. */
    approve: () => {
      if (unknown) take.mutate({ path: unknown.path, approved: unknown.sha256 });
    },
    decline: () => setUnknown(null),
  };
}
