import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { useApi } from "@/api/api-context";
import { Problem, unwrap } from "@/api/problem";
import type { Fault, Position } from "@/api/types";

import { type Draft, draftOf, positionOf } from "./draft";

/** What the form was made from: a position as it was stored, or nothing yet. */
export type Base = { stored: Position | null; draft: Draft };

export const baseOf = (stored: Position): Base => ({ stored, draft: draftOf(stored) });

type Given = {
  base: Base;
  onSaved: (position: Position, sent: Draft) => void;
  onRefused: (faults: readonly Fault[], sent: Draft) => void;
};

/**
 * Storing the form. What somebody else has changed in the meantime is not overwritten unless told to,
 * and one that was deleted in the meantime can be stored as a new one.
 */
export function useSave({ base, onSaved, onRefused }: Given) {
  const { client } = useApi();
  const [conflict, setConflict] = useState<"changed" | "deleted" | null>(null);
  const save = useMutation({
    mutationFn: ({ draft, over }: { draft: Draft; over: boolean }) => {
      const body = positionOf(draft);
      const { stored } = base;
      if (stored === null || (over && conflict === "deleted")) {
        return unwrap(client.POST("/api/v1/positions", { body }));
      }
      return unwrap(
        client.PUT("/api/v1/positions/{id}", {
          params: { path: { id: stored.id } },
          body: over ? body : { ...body, based_on: stored.updated_at },
        }),
      );
    },
    onSuccess: (position, { draft }) => {
      setConflict(null);
      onSaved(position, draft);
    },
    onError: (cause, { draft }) => {
      const problem = Problem.from(cause);
      if (problem.code === "conflict") setConflict("changed");
      else if (problem.code === "not_found") setConflict("deleted");
      else if (problem.errors.length > 0) onRefused(problem.errors, draft);
    },
  });
  const problem = save.error === null ? null : Problem.from(save.error);
  const shownElsewhere = problem !== null && (conflict !== null || problem.errors.length > 0);
  return {
    save: (draft: Draft, over = false) =>
      save.mutateAsync({ draft, over }).then(
        () => true,
        // The mutation keeps the reason, which is on screen.
        () => false,
      ),
    saving: save.isPending,
    conflict,
    /** Somebody else's version was taken over. */
    settle: () => {
      setConflict(null);
      save.reset();
    },
    problem: shownElsewhere ? null : problem,
  };
}
