import { useTranslation } from "react-i18next";

import type { RoomView } from "@/api/room";
import { Notice } from "@/components/ui/notice";
import { dateTime } from "@/i18n/format";

import { BeginForm } from "./begin-form";
import { Presence } from "./presence";
import type { Audience } from "./room-page";

/** The room at rest: nothing is heard, and the way to go on. */
export function PausedPanel({ room, audience }: { room: RoomView; audience: Audience }) {
  const { t, i18n } = useTranslation();
  const { interrupted_at } = room;
  return (
    <div className="m-auto flex w-full max-w-lg flex-col gap-5 px-4 py-6">
      <Presence doing="paused" interviewer="listening" audience={audience} />
      <div>
        <h2 className="text-2xl font-semibold">{t("room.paused")}</h2>
        <p className="text-quiet">{t("room.pausedText")}</p>
      </div>
      {interrupted_at != null && (
        <Notice role="status" title={t("room.interrupted")} testId="interrupted">
          <p>{t("room.interruptedText", { at: dateTime(interrupted_at, i18n.language) })}</p>
        </Notice>
      )}
      <BeginForm room={room} audience={audience} />
    </div>
  );
}
