import { createContext, use } from "react";

import type { Carrier } from "./carrier";
import type { Client } from "./client";
import type { LiveFacts } from "./live-facts";

/** What screens reach the rest of Candor through. */
export type Api = { client: Client; carrier: Carrier; live: LiveFacts };

export const ApiContext = createContext<Api | null>(null);

export function useApi(): Api {
  const api = use(ApiContext);
  if (api === null) throw new Error("useApi outside of ApiContext");
  return api;
}
