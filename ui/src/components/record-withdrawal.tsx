import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import type { Interview } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";

/** Records a withdrawal that reached the organisation after the interview; nothing where there is none to withdraw. */
export function RecordWithdrawal({ interview }: { interview: Interview }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const { id, consented_at, withdrawn_at, erased_at } = interview;
  const withdraw = useMutation({
    mutationFn: () =>
      unwrap(client.POST("/api/v1/interviews/{id}/consent/withdraw", { params: { path: { id } } })),
    onSuccess: () =>
      Promise.all(
        [keys.interview(id), keys.consent(id), keys.interviews].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
  });
  if (consented_at == null || withdrawn_at != null || erased_at != null) return null;
  return (
    <section className="flex flex-col items-start gap-2 border-t border-line pt-4">
      <h3 className="font-semibold">{t("withdraw.record")}</h3>
      <p className="text-sm text-quiet">{t("withdraw.recordHint")}</p>
      <Confirm
        trigger={
          <Button data-testid="record-withdrawal" disabled={withdraw.isPending}>
            <Undo2 aria-hidden />
            {t("withdraw.recordButton")}
          </Button>
        }
        title={t("withdraw.recordTitle")}
        text={t("withdraw.recordText")}
        action={t("withdraw.recordConfirm")}
        actionTestId="confirm-record-withdrawal"
        onConfirm={() => withdraw.mutate()}
      />
      <ProblemNotice cause={withdraw.error} />
    </section>
  );
}
