import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import type { Interview } from "@/api/types";
import { useToast } from "@/components/ui/toast";

/** Deletes interviews, offering to undo it, and brings them back. `onGone` once a line has left the list. */
export function useDeletion(onGone: () => void) {
  const { t } = useTranslation();
  const { client } = useApi();
  const toasts = useToast();
  const restoring = useMutation({
    mutationFn: ({ id }: Interview) =>
      unwrap(client.POST("/api/v1/interviews/{id}/restore", { params: { path: { id } } })),
    onSuccess: ({ candidate_name }) => {
      toasts.show({ text: t("desk.restoredToast", { name: candidate_name }) });
    },
  });
  const { mutate: restore } = restoring;
  const removing = useMutation({
    mutationFn: ({ id }: Interview) =>
      unwrap(client.DELETE("/api/v1/interviews/{id}", { params: { path: { id } } })),
    onSuccess: (interview) => {
      toasts.show({
        text: t("desk.deletedToast", { name: interview.candidate_name }),
        action: { label: t("desk.undo"), onAction: () => restore(interview) },
      });
      onGone();
    },
  });
  const { mutate: remove } = removing;
  return {
    remove: useCallback((interview: Interview) => remove(interview), [remove]),
    restore: useCallback((interview: Interview) => restore(interview), [restore]),
    error: removing.error ?? restoring.error,
  };
}
