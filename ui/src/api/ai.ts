import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import type { components } from "./schema";

/** The connections to AI services: where they are, what they are used for, and what is sent to them. */

type Schemas = components["schemas"];

export type AiApi = Schemas["AiApi"];
/** A kept connection. Its key is in the keychain and never comes back. */
export type AiConnection = Schemas["AiConnection"];
/** A connection to keep or to test. No `api_key`: the kept one stays; an empty one: it is forgotten. */
export type AiDraft = Schemas["AiConnectionDraft"];
export type AiSettings = Schemas["AiSettings"];
export type AiUse = Schemas["UseFor"];
export type AiBudget = Schemas["Budget"];
export type AiNetwork = Schemas["AiNetwork"];
export type ProxyDraft = Schemas["ProxyDraft"];
export type ProxyChoice = Schemas["Proxy"];
export type RootCertificate = Schemas["RootCertificate"];
export type Keychain = Schemas["KeychainState"];
export type AiTest = Schemas["AiTest"];
export type OfferedModel = Schemas["OfferedModel"];
export type FoundServer = Schemas["FoundServer"];
export type SharedWith = Schemas["SharedWith"];

export const aiKeys = {
  settings: ["ai"] as const,
  sharing: ["ai", "sharing"] as const,
};

export const aiQuery = (client: Client) =>
  queryOptions({
    queryKey: aiKeys.settings,
    queryFn: () => unwrap(client.GET("/api/v1/ai")),
    // The keychain may have been unlocked meanwhile.
    staleTime: 0,
  });

export const sharingQuery = (client: Client) =>
  queryOptions({
    queryKey: aiKeys.sharing,
    queryFn: () => unwrap(client.GET("/api/v1/ai/sharing")),
  });

/** Everything that can be done with the connections. */
export const aiActions = (client: Client) => ({
  add: (body: AiDraft) => unwrap(client.POST("/api/v1/ai/connections", { body })),
  change: (connection_id: string, body: AiDraft) =>
    unwrap(
      client.PUT("/api/v1/ai/connections/{connection_id}", {
        params: { path: { connection_id } },
        body,
      }),
    ),
  remove: (connection_id: string) =>
    unwrap(
      client.DELETE("/api/v1/ai/connections/{connection_id}", {
        params: { path: { connection_id } },
      }),
    ),
  order: (body: string[]) => unwrap(client.PUT("/api/v1/ai/order", { body })),
  use: (body: AiUse) => unwrap(client.PUT("/api/v1/ai/use", { body })),
  budget: (body: AiBudget) => unwrap(client.PUT("/api/v1/ai/budget", { body })),
  network: (body: ProxyDraft) => unwrap(client.PUT("/api/v1/ai/network", { body })),
  trust: (pem: string) => unwrap(client.POST("/api/v1/ai/network/certificates", { body: { pem } })),
  distrust: (certificate_id: string) =>
    unwrap(
      client.DELETE("/api/v1/ai/network/certificates/{certificate_id}", {
        params: { path: { certificate_id } },
      }),
    ),
  test: (body: AiDraft) => unwrap(client.POST("/api/v1/ai/test", { body })),
  probe: () => unwrap(client.POST("/api/v1/ai/probe")),
});
