import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { useApi } from "@/api/api-context";
import { machineKeys, type Preferences, preferencesQuery } from "@/api/machine";
import { unwrap } from "@/api/problem";

/** The preferences of this installation, and changing some of them. */
export function usePreferences() {
  const { client } = useApi();
  const queries = useQueryClient();
  const query = useQuery(preferencesQuery(client));
  const change = useMutation({
    mutationFn: async (changed: Partial<Preferences>) => {
      const now = await queries.query({ ...preferencesQuery(client), staleTime: "static" });
      return unwrap(client.PUT("/api/v1/preferences", { body: { ...now, ...changed } }));
    },
    onSuccess: (preferences) => queries.setQueryData(machineKeys.preferences, preferences),
  });
  return { query, change };
}
