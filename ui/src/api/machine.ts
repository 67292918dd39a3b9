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
export type ImportedFile = Schemas["ImportedFile"];
export type ModelPlace = Schemas["ModelPlace"];
export type ModelSource = Schemas["ModelSource"];
export type Recommendation = Schemas["Recommendation"];
export type SpokenLanguage = Schemas["Language"];
export type Preferences = Schemas["Preferences"];

export const machineKeys = {
  preferences: ["preferences"] as const,
  check: ["microphone-check"] as const,
  models: keys.models,
  modelPlace: [...keys.models, "place"] as const,
  modelSource: [...keys.models, "source"] as const,
  recommendation: (language: SpokenLanguage) =>
    [...keys.models, "recommendation", language] as const,
};

export const preferencesQuery = (client: Client) =>
  queryOptions({
    queryKey: machineKeys.preferences,
    queryFn: () => unwrap(client.GET("/api/v1/preferences")),
  });

/** The folder speech models lie in, and what else is in it. */
export const modelPlaceQuery = (client: Client) =>
  queryOptions({
    queryKey: machineKeys.modelPlace,
    queryFn: () => unwrap(client.GET("/api/v1/model-place")),
  });

/** Where speech models are downloaded from. */
export const modelSourceQuery = (client: Client) =>
  queryOptions({
    queryKey: machineKeys.modelSource,
    queryFn: () => unwrap(client.GET("/api/v1/model-source")),
  });

/** The best speech models for a language on this machine. */
export const recommendationQuery = (client: Client, language: SpokenLanguage) =>
  queryOptions({
    queryKey: machineKeys.recommendation(language),
    queryFn: () =>
      unwrap(client.GET("/api/v1/model-recommendation", { params: { query: { language } } })),
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
