import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { z } from "zod";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import type { RecordingImportJob, SoundFileView } from "@/api/recording-imports";
import type { Language } from "@/api/types";

// The window's content policy forbids code made at run time, which zod would otherwise try.
z.config({ jitless: true });

const text = (max: number) => z.string().trim().max(max, "form.tooLong");

/** What has to be known of a recording to take it in; messages are keys of the texts. */
export const importSchema = z.object({
  candidateName: text(200).min(1, "form.required"),
  externalId: text(200),
  position: z.string().min(1, "form.required"),
  language: z.enum(["en", "de", "ru"]),
  recordedAt: z
    .string()
    .refine((value) => !Number.isNaN(momentOf(value)), "form.required")
    .refine((value) => !(momentOf(value) > Date.now()), "form.future"),
  speakers: z.enum(["one", "candidateFirst", "recruiterFirst"]),
  vocabulary: text(2_000),
  /** Name of the model; empty for the best one. */
  model: z.string(),
  consent: text(4_000).min(1, "form.required"),
});

export type ImportForm = z.infer<typeof importSchema>;

/** A moment as the system's date field shows it, in the user's zone. */
export function fieldOf(ms: number): string {
  const at = new Date(ms);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

const momentOf = (field: string) => new Date(field).getTime();

/** The form as it is filled in at first, once the file is known. */
export function importFormOf(file: SoundFileView, language: Language): ImportForm {
  return {
    candidateName: "",
    externalId: "",
    position: "",
    language,
    recordedAt: fieldOf(file.modified_at ?? Date.now()),
    speakers: "one",
    vocabulary: "",
    model: "",
    consent: "",
  };
}

/** Whose recording it is, where it lies, and whether it is wanted although it is here already. */
type Wanted = { path: string; form: ImportForm; again: boolean };

/** Begins to take a recording in; asked again before that is answered, it does nothing. */
export function useImportRecording(onBegun: (job: RecordingImportJob) => void) {
  const { client } = useApi();
  const queries = useQueryClient();
  const busy = useRef(false);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: ({ path, form, again }: Wanted) =>
      unwrap(
        client.POST("/api/v1/recordings/import", {
          body: {
            path,
            position_id: form.position,
            candidate_name: form.candidateName,
            candidate_external_id: form.externalId === "" ? null : form.externalId,
            language: form.language,
            recorded_at: momentOf(form.recordedAt),
            speakers:
              form.speakers === "one"
                ? { kind: "candidate" }
                : {
                    kind: "channels",
                    first: form.speakers === "candidateFirst" ? "candidate" : "recruiter",
                  },
            vocabulary: form.vocabulary,
            model: form.model === "" ? null : form.model,
            consent: form.consent,
            again,
          },
        }),
      ),
    onSuccess: async (job) => {
      // What was told of it meanwhile is newer than this answer.
      await queries.invalidateQueries({ queryKey: keys.imports });
      onBegun(job);
    },
    onError: () => {
      busy.current = false;
    },
  });
  /** Begins, unless it has begun; says whether it did. */
  const take = (wanted: Wanted): boolean => {
    // Two clicks may come before anything is drawn.
    if (busy.current) return false;
    busy.current = true;
    mutate(wanted);
    return true;
  };
  /** What was begun has ended: another may begin. */
  const release = useCallback(() => {
    busy.current = false;
  }, []);
  return { take, release, isPending, error, reset };
}
