import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { useLevel } from "@/api/live-facts";
import type { Role } from "@/api/types";

/** Below this a microphone gives nothing but its own noise, in dBFS. */
const FLOOR_DB = -60;

type Props = {
  interviewId: string;
  /** Whose microphone. */
  track: Role;
  /** Says whose it is, where there are two. */
  named: boolean;
};

/** How loud a microphone is. */
export function LevelMeter({ interviewId, track, named }: Props) {
  const { t } = useTranslation();
  const { live } = useApi();
  const rmsDb = useLevel(live, interviewId, track)?.rmsDb ?? -100;
  const share = Math.min(1, Math.max(0, (rmsDb - FLOOR_DB) / -FLOOR_DB));
  return (
    <div
      role="meter"
      aria-label={named ? t("room.levelOf", { name: t(`role.${track}`) }) : t("room.level")}
      aria-valuemin={-100}
      aria-valuemax={0}
      aria-valuenow={Math.round(rmsDb)}
      data-testid={track === "candidate" ? "level-meter" : `level-meter-${track}`}
      className="h-2 w-24 overflow-hidden rounded-full border border-edge bg-raised sm:w-32"
    >
      <div
        className="h-full origin-left bg-violet-text transition-transform duration-100"
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
