import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import { keys } from "./queries";
import type { components } from "./schema";

/** What this installation is set up with, apart from any interview. */

type Schemas = components["schemas"];

export type MicrophoneCheck = Schemas["MicrophoneCheck"];
export type ModelDownload = Schemas["Download"];
export type ModelNeed = Schemas["Need"];
export type Preferences = Schemas["Preferences"];

export const machineKeys = {
  preferences: ["preferences"] as const,
  check: ["microphone-check"] as const,
  models: keys.models,
};

export const preferencesQuery = (client: Client) =>
  queryOptions({
    queryKey: machineKeys.preferences,
    queryFn: () => unwrap(client.GET("/api/v1/preferences")),
  });

/** How often a running check is looked at: a silent microphone is told within two seconds. */
const CHECK_MS = 400;

/** The microphone check of this window, while `running`. */
export const checkQuery = (client: Client, running: boolean) =>
  queryOptions({
    queryKey: machineKeys.check,
    queryFn: () => unwrap(client.GET("/api/v1/microphone-check")),
    enabled: running,
    refetchInterval: running ? CHECK_MS : false,
    staleTime: 0,
  });
