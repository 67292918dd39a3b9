import * as Radix from "@radix-ui/react-alert-dialog";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import type { Language } from "@/api/types";
import { buttonLook } from "@/components/ui/button";
import { SHADE, SHEET } from "@/components/ui/dialog";

/** Keeps the shell told, and asks before the window closes on a running interview. */
export function Closing() {
  const { t, i18n } = useTranslation();
  const { carrier } = useApi();
  // The kiosk's window is not closed by whoever sits before it, and its shell refuses to be asked.
  const shell = location.pathname === "/kiosk" ? undefined : carrier.shell;
  const [running, setRunning] = useState(0);

  useEffect(() => {
    void shell?.listen((event) => setRunning(event.running));
  }, [shell]);

  useEffect(() => {
    void shell?.speak(i18n.language as Language);
  }, [shell, i18n.language]);

  const asking = running > 0;
  useEffect(() => {
    if (asking) void shell?.closeQuestionShown();
  }, [shell, asking]);

  return (
    <Radix.Root open={asking} onOpenChange={() => setRunning(0)}>
      <Radix.Portal>
        <Radix.Overlay className={SHADE} />
        <Radix.Content className={SHEET} data-testid="close-question">
          <Radix.Title className="text-xl font-semibold">
            {t("closing.title", { count: running })}
          </Radix.Title>
          <Radix.Description className="mt-2 text-quiet">{t("closing.text")}</Radix.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <Radix.Action
              className={buttonLook("plain")}
              data-testid="close-now"
              onClick={() => void shell?.closeNow()}
            >
              {t("closing.close")}
            </Radix.Action>
            <Radix.Cancel className={buttonLook("primary")} data-testid="close-stay">
              {t("closing.stay")}
            </Radix.Cancel>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
