import { Mic, MicOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";

import { FLOOR_DB, useSilence } from "./use-silence";

/** How loud the microphone is, and plainly so when nothing comes from it. */
export function LevelMeter({ interviewId }: { interviewId: string }) {
  const { t } = useTranslation();
  const { live } = useApi();
  const rmsDb = useRoomNow(live, interviewId, "rmsDb") ?? -100;
  const silent = useSilence(interviewId, true);
  const share = Math.min(1, Math.max(0, (rmsDb - FLOOR_DB) / -FLOOR_DB));
  const Icon = silent ? MicOff : Mic;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <Icon className="size-4 shrink-0 text-violet-text" aria-hidden />
      <div
        role="meter"
        aria-label={t("room.level")}
        aria-valuemin={-100}
        aria-valuemax={0}
        aria-valuenow={Math.round(rmsDb)}
        data-testid="level-meter"
        className="h-2 w-32 overflow-hidden rounded-full border border-edge bg-raised"
      >
        <div
          className="h-full origin-left bg-violet-text transition-transform duration-100"
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
      <span role="alert" data-testid="silent-microphone" className="text-sm font-medium">
        {silent && t("room.silent")}
      </span>
    </div>
  );
}
