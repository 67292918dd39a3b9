import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { Problem, unwrap } from "@/api/problem";
import type { MessageRow, Role } from "@/api/types";
import { useToast } from "@/components/ui/toast";

import { givenName, useReview } from "./review-context";

/** What somebody is called in this interview. */
export function useSpeakerName(): (role: Role) => string {
  const { t } = useTranslation();
  const { speakers } = useReview();
  return (role) => givenName(speakers, role) ?? t(`role.${role}`);
}

/** Corrects who said a line, and offers to take that back. */
export function useSpeaker({ message, role: before }: MessageRow) {
  const { t } = useTranslation();
  const { client } = useApi();
  const { interviewId } = useReview();
  const toasts = useToast();
  const nameOf = useSpeakerName();
  const params = { path: { id: interviewId, message_id: message.id } };
  const put = (body: { role: Role; author: string }) =>
    unwrap(client.PUT("/api/v1/interviews/{id}/messages/{message_id}/speaker", { params, body }));
  const undo = useMutation({
    mutationFn: put,
    // The line may be out of sight by now, and no place of its own is left for this.
    onError: (cause) =>
      toasts.show({ text: t("speaker.notUndone", { problem: Problem.from(cause).detail }) }),
  });
  return useMutation({
    mutationFn: put,
    onSuccess: (_, { role, author }) => {
      const back = () => undo.mutate({ role: before, author });
      toasts.show({
        text: t("speaker.corrected", { name: nameOf(role) }),
        action: { label: t("common.undo"), onAction: back },
      });
    },
  });
}
