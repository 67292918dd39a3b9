import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";

/**
 * Keys of everything kept from the API. A key begins with what the thing is, so that events can
 * name what they changed.
 */
export const keys = {
  positions: ["positions"] as const,
  position: (id: string) => ["positions", id] as const,
  plan: (positionId: string) => ["positions", positionId, "plan"] as const,
  samples: ["samples"] as const,
  interviews: ["interviews"] as const,
  search: ["search"] as const,
  interview: (id: string) => ["interview", id] as const,
  consent: (id: string) => ["consent", id] as const,
  messages: (id: string) => ["messages", id] as const,
  notes: (id: string) => ["notes", id] as const,
  versions: (id: string) => ["versions", id] as const,
  transcriptions: ["transcriptions"] as const,
  imports: ["recording-imports"] as const,
  waveform: (id: string) => ["waveform", id] as const,
  devices: ["devices"] as const,
  models: ["models"] as const,
};

export const positionsQuery = (client: Client) =>
  queryOptions({
    queryKey: keys.positions,
    queryFn: () => unwrap(client.GET("/api/v1/positions")),
  });

/** The position's plan as a TOML file. */
export const planTomlQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: keys.plan(id),
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/positions/{id}/plan.toml", {
          params: { path: { id } },
          parseAs: "text",
        }),
      ),
  });

export const samplesQuery = (client: Client) =>
  queryOptions({
    queryKey: keys.samples,
    queryFn: () => unwrap(client.GET("/api/v1/samples")),
    staleTime: Infinity,
  });

export const interviewQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: keys.interview(id),
    queryFn: () => unwrap(client.GET("/api/v1/interviews/{id}", { params: { path: { id } } })),
  });

export const consentQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: keys.consent(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/consent", { params: { path: { id } } })),
  });

export const messagesQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: keys.messages(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/messages", { params: { path: { id } } })),
  });

/** Microphones; asked for anew each time, for they come and go without an event. */
export const devicesQuery = (client: Client) =>
  queryOptions({
    queryKey: keys.devices,
    queryFn: () => unwrap(client.GET("/api/v1/devices")),
    staleTime: 0,
  });

export const modelsQuery = (client: Client) =>
  queryOptions({
    queryKey: keys.models,
    queryFn: () => unwrap(client.GET("/api/v1/models")),
    staleTime: 0,
  });
