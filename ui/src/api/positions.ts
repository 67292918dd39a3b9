import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import { keys } from "./queries";
import type { PreviewDraft } from "./types";

export const positionQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: keys.position(id),
    queryFn: () => unwrap(client.GET("/api/v1/positions/{id}", { params: { path: { id } } })),
  });

/** What an interview by this plan would sound like; while it is worked out, the one before. */
export const previewQuery = (client: Client, draft: PreviewDraft) =>
  queryOptions({
    queryKey: ["preview", draft] as const,
    queryFn: () => unwrap(client.POST("/api/v1/positions/preview", { body: draft })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  });
