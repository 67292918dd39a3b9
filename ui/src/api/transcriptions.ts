import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import { keys } from "./queries";
import type { components } from "./schema";
import type { TranscriptionJob } from "./types";

type Schemas = components["schemas"];

export type TranscriptionQueue = Schemas["TranscriptionQueue"];

/** Whether this work waits or is under way. */
export const isOpen = ({ state }: TranscriptionJob) =>
  state === "waiting" || state === "running" || state === "paused";

/** How often to ask how long running work still takes, in ms. */
const REMAINING_MS = 5_000;

/** What is transcribed in the background. How far it comes is told; how long it still takes has to be asked for. */
export const transcriptionsQuery = (client: Client) =>
  queryOptions({
    queryKey: keys.transcriptions,
    queryFn: () => unwrap(client.GET("/api/v1/transcriptions")),
    refetchInterval: ({ state }) =>
      state.data?.jobs.some(({ job }) => job.state === "running") === true ? REMAINING_MS : false,
  });
