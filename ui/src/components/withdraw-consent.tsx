import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import type { Interview } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Confirm } from "@/components/ui/confirm";

type Props = {
  interviewId: string;
  /** Whether the interview can still go on; otherwise withdrawing ends nothing, but forbids further use. */
  running: boolean;
  /** The button that asks for it. */
  trigger: ReactNode;
  /** The withdrawal is stored; nothing is recorded any more. */
  onWithdrawn?: (interview: Interview) => void;
};

/** Withdraws the consent to being recorded, after asking once. */
export function WithdrawConsent({ interviewId, running, trigger, onWithdrawn }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/consent/withdraw", {
          params: { path: { id: interviewId } },
        }),
      ),
    onSuccess: async (interview) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.interview(interviewId) }),
        queries.invalidateQueries({ queryKey: keys.consent(interviewId) }),
        queries.invalidateQueries({ queryKey: keys.interviews }),
      ]);
      onWithdrawn?.(interview);
    },
  });
  return (
    <>
      <Confirm
        trigger={trigger}
        title={t("withdraw.title")}
        text={t(running ? "withdraw.text" : "withdraw.textOver")}
        action={t("withdraw.confirm")}
        actionTestId="confirm-withdraw"
        onConfirm={() => withdraw.mutate()}
      />
      <ProblemNotice cause={withdraw.error} />
    </>
  );
}
