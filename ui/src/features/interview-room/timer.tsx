import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { RoomView } from "@/api/room";
import { clock } from "@/i18n/format";

import type { Preferences } from "./preferences";

/**
 * Milliseconds the interview has run by `now`: what it had run when that was fetched, and the time
 * since then if it runs. A clock that was set back costs nothing but the time in between.
 */
export function elapsedMs(
  durationMs: number,
  fetchedAt: number,
  running: boolean,
  now: number,
): number {
  return durationMs + (running ? Math.max(0, now - fetchedAt) : 0);
}

type Props = { room: RoomView; fetchedAt: number; show: Preferences["time"] };

/** How long the interview has run or still may, pauses left out. It never turns red and never runs below nothing. */
export function Timer({ room, fetchedAt, show }: Props) {
  const { t } = useTranslation();
  const running = room.status === "started";
  const [now, setNow] = useState(fetchedAt);
  useEffect(() => {
    if (!running || show === "hidden") return;
    const ticking = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(ticking);
  }, [running, show]);
  if (show === "hidden") return null;
  const elapsed = elapsedMs(room.duration_ms, fetchedAt, running, now);
  const left = room.recommended_ms - elapsed;
  const minutes = Math.round(room.recommended_ms / 60_000);
  return (
    <div className="flex items-baseline gap-1.5 tabular-nums" data-testid="time">
      {show === "elapsed" ? (
        <>
          <span
            role="timer"
            aria-label={t("room.timer")}
            data-testid="timer"
            className="font-semibold"
          >
            {clock(elapsed)}
          </span>
          <span className="text-sm text-quiet">{t("room.of", { minutes })}</span>
        </>
      ) : (
        <span role="timer" aria-label={t("room.timeLeft")} data-testid="timer" className="text-sm">
          {left > 60_000
            ? t("room.left", { count: Math.round(left / 60_000) })
            : t("room.littleLeft")}
        </span>
      )}
    </div>
  );
}
