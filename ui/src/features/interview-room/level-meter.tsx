import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { useLevel } from "@/api/live-facts";

/** Below this a microphone gives nothing but its own noise, in dBFS. */
const FLOOR_DB = -60;

/** How loud the microphone is. */
export function LevelMeter({ interviewId }: { interviewId: string }) {
  const { t } = useTranslation();
  const { live } = useApi();
  const rmsDb = useLevel(live, interviewId, "candidate")?.rmsDb ?? -100;
  const share = Math.min(1, Math.max(0, (rmsDb - FLOOR_DB) / -FLOOR_DB));
  return (
    <div
      role="meter"
      aria-label={t("room.level")}
      aria-valuemin={-100}
      aria-valuemax={0}
      aria-valuenow={Math.round(rmsDb)}
      data-testid="level-meter"
      className="h-2 w-24 overflow-hidden rounded-full border border-edge bg-raised sm:w-32"
    >
      <div
        className="h-full origin-left bg-violet-text transition-transform duration-100"
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
