import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";

/** Below this a microphone gives nothing but its own noise, in dBFS. */
const FLOOR_DB = -60;
/** From here on voices are cut off, in dBFS. */
const LOUD_DB = -3;
const BARS = 40;

export type CheckLevel = { rmsDb: number; peakDb: number };

/** Before anything was heard. */
export const NOTHING: CheckLevel = { rmsDb: -100, peakDb: -100 };

type MeterProps = {
  /** Called for every level. */
  onLevel?: (level: CheckLevel) => void;
  /** Whose level it is, where there are several. */
  label?: string;
  testId?: string;
};

/** How loud the microphone being checked is. */
export function CheckMeter({ onLevel, label, testId = "check-meter" }: MeterProps) {
  const { t } = useTranslation();
  const { live } = useApi();
  const [level, setLevel] = useState(NOTHING);
  useEffect(
    () =>
      live.listenTo("check_level", ({ rms_db, peak_db }) => {
        const now = { rmsDb: rms_db, peakDb: peak_db };
        setLevel(now);
        onLevel?.(now);
      }),
    [live, onLevel],
  );
  return <LevelBars label={label ?? t("microphoneCheck.level")} level={level} testId={testId} />;
}

type BarsProps = {
  label: string;
  level: CheckLevel;
  testId: string;
  /** Whether this is what was heard before, not what is heard now. */
  past?: boolean;
};

/** A level as a row of bars. */
export function LevelBars({ label, level, testId, past = false }: BarsProps) {
  const share = Math.min(1, Math.max(0, (level.rmsDb - FLOOR_DB) / -FLOOR_DB));
  const lit = Math.round(share * BARS);
  const look = past ? "h-full bg-edge" : "h-full bg-violet";
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      data-testid={testId}
      data-loud={level.peakDb > LOUD_DB}
      className="flex h-10 w-full items-center gap-1 max-sm:gap-0.5"
    >
      {Array.from({ length: BARS }, (_, i) => (
        <span
          key={i}
          className={`flex-1 rounded-full transition-[height,background-color] duration-100 ${
            i < lit ? look : "h-1/4 bg-line"
          }`}
        />
      ))}
    </div>
  );
}
