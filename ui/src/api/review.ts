import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import { keys } from "./queries";
import type { components } from "./schema";
import type { Role } from "./types";

type Schemas = components["schemas"];

export type Note = Schemas["Note"];
export type SpeakerNames = Schemas["SpeakerNames"];
export type Waveform = Schemas["Waveform"];
export type Versions = Schemas["Versions"];
export type VersionView = Schemas["VersionView"];
export type Word = Schemas["Word"];

/** Messages fetched at a time. */
export const PAGE = 100;
/** Bars of the waveform. */
const BUCKETS = 600;

/** What the transcript shows; what is empty or false does not matter. */
export type Sought = {
  /** Words that occur in what was said. */
  text: string;
  role: Role | null;
  uncertain: boolean;
  corrected: boolean;
  noted: boolean;
  heardDifferently: boolean;
};

export const EVERYTHING: Sought = {
  text: "",
  role: null,
  uncertain: false,
  corrected: false,
  noted: false,
  heardDifferently: false,
};

/** One page of an interview's messages; the first page is 0 and begins with message 1. */
export const messagePageQuery = (client: Client, id: string, page: number) =>
  queryOptions({
    queryKey: [...keys.messages(id), "page", page],
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/interviews/{id}/messages", {
          params: { path: { id }, query: { from: page * PAGE + 1, limit: PAGE } },
        }),
      ),
  });

/** Numbers of the messages that hold what is sought. */
export const foundQuery = (client: Client, id: string, sought: Sought) =>
  queryOptions({
    queryKey: [...keys.messages(id), "found", sought],
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/interviews/{id}/messages/find", {
          params: {
            path: { id },
            query: {
              ...(sought.text.trim() !== "" && { text: sought.text }),
              ...(sought.role !== null && { role: sought.role }),
              ...(sought.uncertain && { uncertain: true }),
              ...(sought.corrected && { corrected: true }),
              ...(sought.noted && { noted: true }),
              ...(sought.heardDifferently && { heard_differently: true }),
            },
          },
        }),
      ),
  });

/** A place in a transcript: a message, or a moment of the recording in ms. */
export type Place = { message: string } | { at: number };

/** Number of the message at a place; null when there is none. */
export const placeQuery = (client: Client, id: string, place: Place) =>
  queryOptions({
    queryKey: [...keys.messages(id), "place", place],
    queryFn: async () => {
      const query = "message" in place ? place : { at_ms: Math.max(0, Math.round(place.at)) };
      const { data, response } = await client.GET("/api/v1/interviews/{id}/messages/place", {
        params: { path: { id }, query },
      });
      if (data) return data.number;
      if (response.status === 404) return null;
      throw new Error(`no place: ${response.status}`);
    },
  });

export const notesQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: keys.notes(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/notes", { params: { path: { id } } })),
  });

export const versionsQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: keys.versions(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/versions", { params: { path: { id } } })),
    // Its end is told; should that be missed, it is noticed all the same.
    refetchInterval: ({ state }) => (state.data?.running == null ? false : 5_000),
  });

/** How loud the recording is; drawn anew when a recording ended. */
export const waveformQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: keys.waveform(id),
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/interviews/{id}/waveform", {
          params: { path: { id }, query: { buckets: BUCKETS } },
        }),
      ),
  });

/** The sound between two moments; it may end a little earlier, where it is quietest. */
export function fetchSound(client: Client, id: string, from_ms: number, to_ms: number) {
  return unwrap(
    client.GET("/api/v1/interviews/{id}/recording", {
      params: { path: { id }, query: { from_ms, to_ms, until_quiet: true } },
      parseAs: "blob",
    }),
  );
}
