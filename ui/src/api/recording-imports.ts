import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import { keys } from "./queries";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type RecordingImport = Schemas["RecordingImport"];
export type RecordingImportJob = Schemas["RecordingImportJob"];
export type SoundFileView = Schemas["SoundFileView"];

/** Endings of the sound files Candor reads, for the system's file dialog. */
export const SOUND_FILES = ["wav", "flac", "mp3", "ogg", "oga", "m4a", "mp4", "aac"];

/** Whether this recording is still to be taken in, or just being. */
export const isUnderWay = ({ state }: RecordingImportJob) =>
  state === "waiting" || state === "running" || state === "paused";

/** Recordings that are taken in, failed, or were taken in lately. How far they come is told. */
export const importsQuery = (client: Client) =>
  queryOptions({
    queryKey: keys.imports,
    queryFn: () => unwrap(client.GET("/api/v1/recordings/imports")),
  });
