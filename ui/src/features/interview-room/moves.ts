import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { interviewQuery } from "@/api/queries";
import type { Control, Interview, RoomSetup } from "@/api/types";

/** Everything that can be done to an interview from its room. */
export type Move =
  | { move: "consent"; version: string }
  | { move: "start" | "resume"; setup: RoomSetup }
  | { move: "pause" | "finish" | "cancel" };

/** Makes a move and shows its outcome at once; the event that follows brings the rest. */
export function useMove(id: string) {
  const { client } = useApi();
  const queries = useQueryClient();
  const params = { path: { id } };
  const make = (wanted: Move): Promise<Interview> => {
    switch (wanted.move) {
      case "consent": {
        const body = { version: wanted.version };
        return unwrap(client.POST("/api/v1/interviews/{id}/consent", { params, body }));
      }
      case "start":
        return unwrap(client.POST("/api/v1/interviews/{id}/start", { params, body: wanted.setup }));
      case "resume":
        return unwrap(
          client.POST("/api/v1/interviews/{id}/resume", { params, body: wanted.setup }),
        );
      case "pause":
        return unwrap(client.POST("/api/v1/interviews/{id}/pause", { params }));
      case "finish":
        return unwrap(client.POST("/api/v1/interviews/{id}/finish", { params }));
      case "cancel":
        return unwrap(client.POST("/api/v1/interviews/{id}/cancel", { params }));
    }
  };
  return useMutation({
    mutationFn: make,
    onSuccess: (interview) => {
      queries.setQueryData(
        interviewQuery(client, id).queryKey,
        (known) => known && { ...known, interview, duration_ms: interview.active_ms },
      );
    },
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
