import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import type { LiveFacts } from "./live-facts";
import { unwrap } from "./problem";
import { keys } from "./queries";
import type { components } from "./schema";
import type { MessageRow } from "./types";

type Schemas = components["schemas"];

export type InterviewerState = Schemas["InterviewerState"];
export type RoomView = Schemas["RoomView"];
export type MicrophoneView = Schemas["MicrophoneView"];
export type MicrophoneState = Schemas["MicrophoneState"];
export type Captions = Schemas["Captions"];
export type CaptionView = Schemas["CaptionView"];
export type LevelHint = Schemas["LevelHint"];

/** Messages fetched at a time. */
export const PAGE = 200;

/** Whose room: everything in it begins with the interview's own key, so that events make it stale. */
export const roomKeys = {
  room: (id: string) => [...keys.interview(id), "room"] as const,
  devices: (id: string) => [...keys.devices, id] as const,
  conversation: (id: string) => [...keys.messages(id), "room"] as const,
};

/** What everybody who takes part may see of an interview. What it says of the interviewer goes where the live facts go. */
export const roomQuery = (client: Client, id: string, live: LiveFacts) =>
  queryOptions({
    queryKey: roomKeys.room(id),
    queryFn: async () => {
      const told = live.told(id);
      const view = await unwrap(
        client.GET("/api/v1/interviews/{id}/room", { params: { path: { id } } }),
      );
      live.adopt(view, told);
      return view;
    },
  });

/** Microphones of the machine the interview is held at; they come and go without an event. */
export const roomDevicesQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: roomKeys.devices(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/devices", { params: { path: { id } } })),
    staleTime: 0,
  });

/** A page of the conversation: the newest messages, or those from a number on. */
export function fetchMessages(
  client: Client,
  id: string,
  query: { last: number } | { from: number; limit: number },
): Promise<MessageRow[]> {
  const params = { path: { id }, query };
  return unwrap(client.GET("/api/v1/interviews/{id}/messages", { params }));
}
