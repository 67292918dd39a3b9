import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useApi } from "@/api/api-context";
import { preferencesQuery } from "@/api/machine";

/** Leads to the first run while it was neither gone through nor skipped. */
export function FirstRunGate({ children }: { children: ReactNode }) {
  const { client } = useApi();
  const preferences = useQuery(preferencesQuery(client));
  if (preferences.data?.first_run_done === false) return <Navigate to="/welcome" replace />;
  // Preferences that cannot be read keep nobody from the desk; why is told where they are set.
  if (preferences.isPending) return null;
  return children;
}
