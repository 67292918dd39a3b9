import * as Radix from "@radix-ui/react-alert-dialog";
import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { SHADE, SHEET } from "@/components/ui/dialog";

type Props = {
  dirty: boolean;
  /** Stores what there is; tells whether that worked. */
  onSave: () => Promise<boolean>;
};

/** Asks before a page with unsaved changes is left. */
export function UnsavedGuard({ dirty, onSave }: Props) {
  const { t } = useTranslation();
  const [saving, setSaving] = useState(false);
  const blocker = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const blocked = blocker.status === "blocked";
  return (
    <Radix.Root open={blocked} onOpenChange={(open) => !open && blocker.reset?.()}>
      <Radix.Portal>
        <Radix.Overlay className={SHADE} />
        <Radix.Content className={SHEET} data-testid="unsaved">
          <Radix.Title className="text-xl font-semibold">{t("positions.leave.title")}</Radix.Title>
          <Radix.Description className="mt-2 text-quiet">
            {t("positions.leave.text")}
          </Radix.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <Button look="quiet" data-testid="leave-discard" onClick={() => blocker.proceed?.()}>
              {t("positions.leave.discard")}
            </Button>
            <Radix.Cancel asChild>
              <Button data-testid="leave-stay">{t("positions.leave.stay")}</Button>
            </Radix.Cancel>
            <Button
              look="primary"
              data-testid="leave-save"
              disabled={saving}
              onClick={() => {
                setSaving(true);
                void onSave().then((saved) => {
                  setSaving(false);
                  if (saved) blocker.proceed?.();
                  else blocker.reset?.();
                });
              }}
            >
              {t("positions.leave.save")}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
