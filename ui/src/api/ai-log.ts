import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import type { components } from "./schema";
import type { Language } from "./types";

type Schemas = components["schemas"];

export type AiCall = Schemas["AiCall"];
export type AiOutcome = Schemas["AiOutcome"];
export type AttemptView = Schemas["AttemptView"];
export type AttemptKind = Schemas["AttemptKind"];
export type AiLogFormat = Schemas["AiLogFormat"];

export const aiLogKeys = {
  calls: (id: string) => ["ai-calls", id] as const,
  attempts: (id: string) => ["attempts", id] as const,
};

/** Every request to a language model on behalf of the interview, oldest first. */
export const aiCallsQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: aiLogKeys.calls(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/ai-calls", { params: { path: { id } } })),
  });

/** What read like instructions for a language model, in the order it was noticed. */
export const attemptsQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: aiLogKeys.attempts(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/attempts", { params: { path: { id } } })),
  });

/** Writes the log beside the transcripts. */
export const saveAiLog = (client: Client, id: string, format: AiLogFormat, language: Language) =>
  unwrap(
    client.POST("/api/v1/interviews/{id}/ai-log", {
      params: { path: { id } },
      body: { format, language },
    }),
  );
