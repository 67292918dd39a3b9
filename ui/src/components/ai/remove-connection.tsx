import { useTranslation } from "react-i18next";

import type { AiConnection } from "@/api/ai";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

import { useAiAction } from "./use-ai";

type Props = { connection: AiConnection; onClose: () => void };

/** Asks before a connection and its key are removed. */
export function RemoveConnection({ connection: { id, name, has_key }, onClose }: Props) {
  const { t } = useTranslation();
  const remove = useAiAction((ai, one: string) => ai.remove(one));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("ai.remove.title", { name })}
      intro={t(has_key ? "ai.remove.textKey" : "ai.remove.text")}
    >
      <ProblemNotice cause={remove.error} />
      <div className="mt-4 flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t("common.goBack")}</Button>
        <Button
          look="primary"
          data-testid="ai-confirm-remove"
          disabled={remove.isPending}
          onClick={() => remove.mutate(id, { onSuccess: onClose })}
        >
          {t("ai.row.remove")}
        </Button>
      </div>
    </Dialog>
  );
}
