import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { positionsQuery } from "@/api/queries";
import type { Interview } from "@/api/types";

// The window's content policy forbids code made at run time, which zod would otherwise try.
z.config({ jitless: true });

const SAMPLE = "sample:";

/** The value by which the position list offers a sample that is not a position yet. */
export const sampleValue = (name: string) => SAMPLE + name;

const text = (max: number) => z.string().trim().max(max, "form.tooLong");

/** What the form asks for; messages are keys of the texts. */
export const newInterviewSchema = z.object({
  candidateName: text(200).min(1, "form.required"),
  externalId: text(200),
  position: z.string().min(1, "form.required"),
  language: z.enum(["en", "de", "ru"]),
  minutes: z
    .number("form.minutes")
    .int("form.minutes")
    .min(1, "form.minutes")
    .max(480, "form.minutes"),
  description: text(4000),
  knowledgeBase: text(100_000),
});

export type NewInterview = z.infer<typeof newInterviewSchema>;

/**
 * Creates the interview, and first its position when that is still a sample. `onPosition` learns
 * that position's id, so that trying again after a refusal does not create it twice.
 */
export function useCreateInterview(
  onPosition: (id: string) => void,
  onCreated: (interview: Interview) => void,
) {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (form: NewInterview) => {
      let position_id = form.position;
      if (form.position.startsWith(SAMPLE)) {
        const name = form.position.slice(SAMPLE.length);
        const path = { name };
        const created = await unwrap(client.POST("/api/v1/samples/{name}", { params: { path } }));
        position_id = created.id;
        queries.setQueryData(positionsQuery(client).queryKey, (known) => [
          ...(known ?? []).filter(({ id }) => id !== created.id),
          created,
        ]);
        onPosition(created.id);
      }
      return unwrap(
        client.POST("/api/v1/interviews", {
          body: {
            position_id,
            candidate_name: form.candidateName,
            candidate_external_id: form.externalId === "" ? null : form.externalId,
            language: form.language,
            recommended_minutes: form.minutes,
            description: form.description,
            knowledge_base: form.knowledgeBase,
          },
        }),
      );
    },
    onSuccess: ({ interview }) => onCreated(interview),
  });
}
