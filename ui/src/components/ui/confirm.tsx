import * as Radix from "@radix-ui/react-alert-dialog";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { buttonLook } from "./button";
import { SHADE, SHEET } from "./dialog";

type Props = {
  /** The button that asks for it. */
  trigger: ReactNode;
  title: string;
  text: string;
  action: string;
  actionTestId?: string;
  onConfirm: () => void;
};

/** Asks before doing what cannot be undone. */
export function Confirm({ trigger, title, text, action, actionTestId, onConfirm }: Props) {
  const { t } = useTranslation();
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Overlay className={SHADE} />
        <Radix.Content className={SHEET}>
          <Radix.Title className="text-xl font-semibold">{title}</Radix.Title>
          <Radix.Description className="mt-2 text-quiet">{text}</Radix.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <Radix.Cancel className={buttonLook("plain")}>{t("common.goBack")}</Radix.Cancel>
            <Radix.Action
              className={buttonLook("primary")}
              data-testid={actionTestId}
              onClick={onConfirm}
            >
              {action}
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
