import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { positionsQuery } from "@/api/queries";
import type { Interview, Language } from "@/api/types";

// The window's content policy forbids code made at run time, which zod would otherwise try.
z.config({ jitless: true });

const SAMPLE = "sample:";

/** The value by which the position list offers a sample that is not a position yet. */
export const sampleValue = (name: string) => SAMPLE + name;

const text = (max: number) => z.string().trim().max(max, "form.tooLong");

/** What the form asks for; messages are keys of the texts. */
export const interviewSchema = z.object({
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
  vocabulary: text(2_000),
  accommodations: z.object({
    extra_time_percent: z.number(),
    no_time_display: z.boolean(),
    typing_only: z.boolean(),
    larger_text: z.boolean(),
    high_contrast: z.boolean(),
    read_aloud: z.boolean(),
    captions_always: z.boolean(),
  }),
});

export type InterviewForm = z.infer<typeof interviewSchema>;

/** The form as it is filled in at first: with the interview to change, or with nothing. */
export function formOf(interview: Interview | undefined, language: Language): InterviewForm {
  if (interview === undefined) {
    return {
      candidateName: "",
      externalId: "",
      position: "",
      language,
      minutes: 30,
      description: "",
      knowledgeBase: "",
      vocabulary: "",
      accommodations: {
        extra_time_percent: 0,
        no_time_display: false,
        typing_only: false,
        larger_text: false,
        high_contrast: false,
        read_aloud: false,
        captions_always: false,
      },
    };
  }
  return {
    candidateName: interview.candidate_name,
    externalId: interview.candidate_external_id ?? "",
    position: interview.position_id,
    language: interview.language,
    minutes: interview.recommended_minutes,
    description: interview.description,
    knowledgeBase: interview.knowledge_base,
    vocabulary: interview.vocabulary ?? "",
    accommodations: interview.accommodations,
  };
}

/**
 * Creates the interview or changes the one there is, and first makes a position of what is still a sample.
 * `onPosition` learns that position's id, so that trying again after a refusal does not make it twice.
 */
export function useSaveInterview(
  interview: Interview | undefined,
  onPosition: (id: string) => void,
  onSaved: (interview: Interview) => void,
) {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (form: InterviewForm) => {
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
      const body = {
        position_id,
        candidate_name: form.candidateName,
        candidate_external_id: form.externalId === "" ? null : form.externalId,
        language: form.language,
        recommended_minutes: form.minutes,
        description: form.description,
        knowledge_base: form.knowledgeBase,
        vocabulary: form.vocabulary,
        accommodations: form.accommodations,
      };
      if (interview === undefined) {
        return (await unwrap(client.POST("/api/v1/interviews", { body }))).interview;
      }
      const params = { path: { id: interview.id } };
      return unwrap(client.PUT("/api/v1/interviews/{id}", { params, body }));
    },
    onSuccess: onSaved,
  });
}
