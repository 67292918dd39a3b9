import { useMutation, useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { kioskQuery } from "@/api/kiosk";
import { Problem } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/field";

import { BIG } from "./kiosk-frame";
import { Keypad } from "./keypad";
import { useWaiting } from "./waiting";

const DIGITS = ["123", "456", "789", "0"] as const;
const LONGEST = 12;
const SHORTEST = 6;

/** Staff leaves the kiosk with its PIN. */
export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { client, carrier } = useApi();
  const kiosk = useQuery(kioskQuery(client));
  const [pin, setPin] = useState("");
  const leave = useMutation({
    mutationFn: async () => {
      try {
        await carrier.kiosk?.leave(pin);
      } catch (cause) {
        throw Problem.from(cause);
      }
    },
    onError: () => {
      setPin("");
      void kiosk.refetch();
    },
  });
  const left = useWaiting(
    kiosk.data?.pin_wait_ms ?? 0,
    kiosk.dataUpdatedAt,
    () => void kiosk.refetch(),
  );
  const waiting = left > 0;
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (pin.length >= SHORTEST && !waiting && !leave.isPending) leave.mutate();
  };
  const type = (key: string) => setPin((typed) => (typed + key).slice(0, LONGEST));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("kiosk.leaveTitle")}
      intro={t("kiosk.leaveText")}
    >
      <form className="mx-auto flex max-w-sm flex-col gap-4" onSubmit={submit}>
        <Input
          autoFocus
          type="password"
          inputMode="numeric"
          autoComplete="off"
          aria-label={t("kiosk.pin")}
          data-testid="kiosk-pin"
          className="!min-h-14 text-center !text-2xl tracking-[0.4em]"
          value={pin}
          disabled={waiting}
          onChange={(e) => setPin(e.target.value.replaceAll(/\D/g, "").slice(0, LONGEST))}
        />
        <div aria-live="assertive">
          {waiting ? (
            <p data-testid="kiosk-pin-wait" className="text-center font-medium">
              {t("kiosk.wait", { count: left })}
            </p>
          ) : (
            <ProblemNotice cause={leave.error} />
          )}
        </div>
        <Keypad
          rows={DIGITS}
          disabled={waiting}
          onKey={type}
          onErase={() => setPin((typed) => typed.slice(0, -1))}
        />
        <Button
          type="submit"
          look="primary"
          className={BIG}
          data-testid="kiosk-leave-confirm"
          disabled={pin.length < SHORTEST || waiting || leave.isPending}
        >
          {t("kiosk.leave")}
        </Button>
      </form>
    </Dialog>
  );
}
