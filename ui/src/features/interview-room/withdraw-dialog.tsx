import * as Radix from "@radix-ui/react-alert-dialog";
import { useTranslation } from "react-i18next";

import { buttonLook } from "@/components/ui/button";
import { SHADE, SHEET } from "@/components/ui/dialog";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; onConfirm: () => void };

/** Says what withdrawing the consent brings before it is done. */
export function WithdrawDialog({ open, onOpenChange, onConfirm }: Props) {
  const { t } = useTranslation();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={SHADE} />
        <Radix.Content className={SHEET}>
          <Radix.Title className="text-xl font-semibold">{t("withdraw.title")}</Radix.Title>
          <Radix.Description className="mt-2 text-quiet">{t("withdraw.text")}</Radix.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <Radix.Cancel className={buttonLook("plain")}>{t("common.goBack")}</Radix.Cancel>
            <Radix.Action
              className={buttonLook("primary")}
              data-testid="confirm-withdraw"
              onClick={onConfirm}
            >
              {t("withdraw.confirm")}
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
