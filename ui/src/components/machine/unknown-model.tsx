import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { diskSize } from "@/i18n/format";

import type { UnknownFile } from "./use-import";

type Props = { file: UnknownFile; busy: boolean; onApprove: () => void; onDecline: () => void };

/** Asks whether the user vouches for a model file Candor does not know. */
export function UnknownModel({ file, busy, onApprove, onDecline }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <Dialog open onOpenChange={onDecline} title={t("models.unknownTitle")}>
      <div className="flex flex-col gap-4">
        <Notice role="note" title={t("models.unknownRisk")}>
          <p className="text-quiet">{t("models.unknownRiskText")}</p>
        </Notice>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          <dt className="text-quiet">{t("models.file")}</dt>
          <dd className="break-all">{file.file_name}</dd>
          <dt className="text-quiet">{t("models.size")}</dt>
          <dd>{diskSize(file.size_bytes, i18n.language)}</dd>
          <dt className="text-quiet">{t("models.sha256")}</dt>
          <dd className="font-mono text-xs leading-5 break-all">{file.sha256}</dd>
        </dl>
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onDecline}>{t("common.goBack")}</Button>
          <Button look="primary" data-testid="approve-model" disabled={busy} onClick={onApprove}>
            {t("models.unknownApprove")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
