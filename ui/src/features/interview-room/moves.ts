import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import { roomKeys, type RoomView } from "@/api/room";
import type { Control, Language, Role, RoomSetup } from "@/api/types";

/** Everything that can be done to an interview from its room. */
export type Move =
  | { move: "start" | "resume"; setup: RoomSetup }
  | { move: "microphone"; track: Role; device: string | null }
  | { move: "speak"; language: Language }
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
        const { device, track } = wanted;
        const body = { device, track };
        return unwrap(client.POST("/api/v1/interviews/{id}/microphone", { params, body }));
      }
      case "speak": {
        const body = { language: wanted.language };
        return unwrap(client.PUT("/api/v1/interviews/{id}/spoken-language", { params, body }));
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

/** Hands a shared microphone over; the fact that follows tells everybody. */
export function useTurn(id: string) {
  const { client, live } = useApi();
  return useMutation({
    mutationFn: (role: Role) =>
      unwrap(
        client.PUT("/api/v1/interviews/{id}/turn", { params: { path: { id } }, body: { role } }),
      ),
    onSuccess: (_, role) => live.accept({ type: "turn", interview_id: id, role }),
  });
}

export function useSendMessage(id: string) {
  const { client } = useApi();
  return useMutation({
    mutationFn: (body: { content: string; role: "candidate" | "recruiter" }) =>
      unwrap(client.POST("/api/v1/interviews/{id}/messages", { params: { path: { id } }, body })),
  });
}
