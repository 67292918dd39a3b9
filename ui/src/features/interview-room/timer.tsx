import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { InterviewDetail } from "@/api/types";
import { clock } from "@/i18n/format";

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

type Props = { detail: InterviewDetail; fetchedAt: number };

/** How long the interview has run, pauses left out, beside how long it is meant to. */
export function Timer({ detail, fetchedAt }: Props) {
  const { t } = useTranslation();
  const running = detail.interview.status === "started";
  const [now, setNow] = useState(fetchedAt);
  useEffect(() => {
    if (!running) return;
    const ticking = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(ticking);
  }, [running]);
  const elapsed = elapsedMs(detail.duration_ms, fetchedAt, running, now);
  return (
    <div className="flex items-baseline gap-1.5 tabular-nums">
      <span role="timer" aria-label={t("room.timer")} data-testid="timer" className="font-semibold">
        {clock(elapsed)}
      </span>
      <span className="text-sm text-quiet">
        {t("room.of", { minutes: detail.interview.recommended_minutes })}
      </span>
    </div>
  );
}
