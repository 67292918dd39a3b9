import { useEffect, useEffectEvent, useRef } from "react";

import { useApi } from "@/api/api-context";
import type { MessageRow } from "@/api/types";

import type { useReading } from "./use-reading";

/** A line older than this is not read to somebody who has only just come in, in ms. */
const RECENT_MS = 10_000;

type Options = { on: boolean; id: string; voice: ReturnType<typeof useReading> };

/** Reads what the interviewer says as it comes, several lines in one go; it never starts over somebody who speaks. */
export function useLinesRead(rows: MessageRow[] | undefined, { on, id, voice }: Options): void {
  const { live } = useApi();
  const last = rows?.at(-1)?.message.number;
  const readTo = useRef<number | null>(null);
  const { stop } = voice;
  const take = useEffectEvent(() => {
    if (!rows) return;
    const since = Date.now() - RECENT_MS;
    readTo.current ??= rows.findLast(({ message }) => message.at < since)?.message.number ?? 0;
    const before = readTo.current;
    // Of a line that broke off nobody needs to hear half; other words follow it.
    const fresh = rows.filter(
      ({ message }) =>
        message.number > before && message.role === "ai_hr" && message.cut_off !== true,
    );
    readTo.current = rows.at(-1)?.message.number ?? before;
    if (!on || fresh.length === 0 || !voice.hasVoice) return;
    const { speaking } = live.room(id);
    if (speaking.candidate === true || speaking.recruiter === true) return;
    void voice.read(fresh.map(({ message }) => message.content).join(" "));
  });
  useEffect(() => take(), [last]);
  useEffect(() => {
    if (!on) stop();
  }, [on, stop]);
}
