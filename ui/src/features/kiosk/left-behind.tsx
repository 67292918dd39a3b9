import * as Radix from "@radix-ui/react-alert-dialog";
import { useTranslation } from "react-i18next";

import { buttonLook } from "@/components/ui/button";
import { SHADE, SHEET } from "@/components/ui/dialog";

import { BIG } from "./kiosk-frame";

type Props = {
  /** Seconds until the kiosk goes back to its start. */
  left: number;
  /** Whether an interview was paused for it. */
  paused: boolean;
  onHere: () => void;
};

/** Asks whoever has not touched anything for a while; any touch answers. */
export function LeftBehind({ left, paused, onHere }: Props) {
  const { t } = useTranslation();
  return (
    <Radix.Root open>
      <Radix.Portal>
        <Radix.Overlay className={SHADE} />
        <Radix.Content className={SHEET} data-testid="kiosk-left-behind">
          <Radix.Title className="text-3xl font-semibold tracking-tight">
            {t("kiosk.leftBehind")}
          </Radix.Title>
          <Radix.Description asChild>
            <div className="mt-3 text-lg text-quiet">
              {paused && <p>{t("kiosk.pausedMeanwhile")}</p>}
              <p role="timer" data-testid="kiosk-countdown">
                {t("kiosk.leftBehindText", { count: left })}
              </p>
            </div>
          </Radix.Description>
          <div className="mt-7 flex justify-end">
            <Radix.Action
              className={`${buttonLook("primary")} ${BIG}`}
              data-testid="kiosk-still-here"
              onClick={onHere}
            >
              {t("kiosk.stillHere")}
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
