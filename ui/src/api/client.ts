import createClient from "openapi-fetch";

import type { Carrier } from "./carrier";
import type { paths } from "./schema";

export type Client = ReturnType<typeof createClient<paths>>;

/** The one client: every operation of the API description, over whatever carries it. */
export function apiClient(carrier: Carrier): Client {
  return createClient<paths>({
    baseUrl: carrier.baseUrl,
    fetch: (request) => carrier.fetch(request),
  });
}
