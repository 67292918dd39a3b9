import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import { roomKeys, type RoomView } from "@/api/room";
import type { Control, RoomSetup } from "@/api/types";

/** Everything that can be done to an interview from its room. */
export type Move =
  | { move: "start" | "resume"; setup: RoomSetup }
  | { move: "microphone"; device: string | null }
  | { move: "pause" | "finish" | "humanAnswered" };

/** Makes a move and shows its outcome at once; the event that follows brings the rest. */
export function useMove(id: string) {
  const { client } = useApi();
  const queries = useQueryClient();
  const params = { path: { id } };
  const make = (wanted: Move): Promise<RoomView> => {
    switch (wanted.move) {
      case "start":
        return unwrap(client.POST("/api/v1/interviews/{id}/start", { params, body: wanted.setup }));
      case "resume":
        return unwrap(
          client.POST("/api/v1/interviews/{id}/resume", { params, body: wanted.setup }),
        );
      case "microphone": {
        const body = { device: wanted.device };
        return unwrap(client.POST("/api/v1/interviews/{id}/microphone", { params, body }));
      }
      case "pause":
        return unwrap(client.POST("/api/v1/interviews/{id}/pause", { params }));
      case "finish":
        return unwrap(client.POST("/api/v1/interviews/{id}/finish", { params }));
      case "humanAnswered":
        return unwrap(client.POST("/api/v1/interviews/{id}/human-answered", { params }));
    }
  };
  return useMutation({
    mutationFn: make,
    onSuccess: (view) => {
      queries.setQueryData(roomKeys.room(id), view);
      void queries.invalidateQueries({ queryKey: keys.interview(id), exact: true });
    },
  });
}

/** What ends an interview outside its ordinary course: called off, or consent withdrawn. */
export function useEnding(id: string) {
  const { client } = useApi();
  const queries = useQueryClient();
  const params = { path: { id } };
  return useMutation({
    mutationFn: async (how: "cancel" | "withdraw") => {
      if (how === "cancel") {
        await unwrap(client.POST("/api/v1/interviews/{id}/cancel", { params }));
      } else {
        await unwrap(client.POST("/api/v1/interviews/{id}/consent/withdraw", { params }));
      }
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.interview(id) }),
  });
}

/** A wish of the candidate's, as an alternative to saying it. */
export function useControl(id: string) {
  const { client } = useApi();
  return useMutation({
    mutationFn: (control: Control) =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/controls", {
          params: { path: { id } },
          body: { control },
        }),
      ),
  });
}

export function useSendMessage(id: string) {
  const { client } = useApi();
  return useMutation({
    mutationFn: (body: { content: string; role: "candidate" | "recruiter" }) =>
      unwrap(client.POST("/api/v1/interviews/{id}/messages", { params: { path: { id } }, body })),
  });
}
