import { HardDrive } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import type { RoomView } from "@/api/room";

/** From so many minutes on it is told at once and looks it. */
const URGENT_MIN = 10;

/** That the disk fills up, for the recruiter, who can do something about it; more urgent as the minutes grow fewer. */
export function DiskNotice({ room }: { room: RoomView }) {
  const { t } = useTranslation();
  const { live } = useApi();
  const told = useRoomNow(live, room.interview_id, "minutesLeft");
  const minutes = (told === undefined ? room.minutes_left : told) ?? null;
  const urgent = minutes !== null && minutes <= URGENT_MIN;
  const words = minutes !== null && (
    <div
      className={`flex items-start gap-3 rounded-xl bg-violet-mist px-4 py-3 text-sm ${
        urgent ? "border-2 border-violet-text" : "border border-line"
      }`}
    >
      <HardDrive className="mt-0.5 size-5 shrink-0 text-violet-text" aria-hidden />
      <div className="min-w-0">
        <p className={urgent ? "font-semibold" : "font-medium"}>
          {minutes > 0 ? t("disk.left", { count: minutes }) : t("disk.full")}
        </p>
        <p className={urgent ? "" : "text-quiet"}>{t(urgent ? "disk.now" : "disk.soon")}</p>
      </div>
    </div>
  );
  return (
    <div
      data-testid="disk-space"
      data-urgent={urgent || undefined}
      className={minutes === null ? "" : "px-4 pt-4 sm:px-8"}
    >
      {/* Both are in the page before there is anything to tell, so that screen readers tell it. */}
      <div role="alert">{urgent && words}</div>
      <div role="status">{!urgent && words}</div>
    </div>
  );
}
