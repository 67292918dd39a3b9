import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import { keys } from "./queries";
import type { components } from "./schema";
import type { TranscriptionJob } from "./types";

type Schemas = components["schemas"];

export type TranscriptionQueue = Schemas["TranscriptionQueue"];
export type SoundFileView = Schemas["SoundFileView"];
export type ImportedRecording = Schemas["ImportedRecording"];
export type RecordingImport = Schemas["RecordingImport"];

/** Endings of the sound files Candor reads, for the system's file dialog. */
export const SOUND_FILES = ["wav", "flac", "mp3", "ogg", "oga", "m4a", "mp4", "aac"];

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
