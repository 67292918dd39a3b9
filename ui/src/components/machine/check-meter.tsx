import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";

/** Below this a microphone gives nothing but its own noise, in dBFS. */
const FLOOR_DB = -60;
/** From here on voices are cut off, in dBFS. */
const LOUD_DB = -3;
const BARS = 40;

/** How loud the microphone being checked is. */
export function CheckMeter() {
  const { t } = useTranslation();
  const { live } = useApi();
  const [level, setLevel] = useState({ rmsDb: -100, peakDb: -100 });
  useEffect(
    () =>
      live.listenTo("check_level", ({ rms_db, peak_db }) =>
        setLevel({ rmsDb: rms_db, peakDb: peak_db }),
      ),
    [live],
  );
  const share = Math.min(1, Math.max(0, (level.rmsDb - FLOOR_DB) / -FLOOR_DB));
  const lit = Math.round(share * BARS);
  return (
    <div
      role="meter"
      aria-label={t("microphoneCheck.level")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      data-testid="check-meter"
      data-loud={level.peakDb > LOUD_DB}
      className="flex h-10 w-full items-center gap-1 max-sm:gap-0.5"
    >
      {Array.from({ length: BARS }, (_, i) => (
        <span
          key={i}
          className={`flex-1 rounded-full transition-[height,background-color] duration-100 ${
            i < lit ? "h-full bg-violet" : "h-1/4 bg-line"
          }`}
        />
      ))}
    </div>
  );
}
