import { useEffect, useState } from "react";

import { useApi } from "@/api/api-context";

/** Below this a microphone gives nothing but its own noise, in dBFS. */
export const FLOOR_DB = -60;
/** How long it may do so before people are told. */
export const SILENCE_MS = 2_000;

/**
 * Whether nothing above the floor came from the microphone for a while, be it that its levels stay
 * down or that none come at all.
 */
export function useSilence(interviewId: string, listening: boolean): boolean {
  const { live } = useApi();
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    if (!listening) return;
    const arm = () => setTimeout(() => setSilent(true), SILENCE_MS);
    let timeout = arm();
    const stop = live.listenToLevels((id, rmsDb) => {
      if (id !== interviewId || rmsDb < FLOOR_DB) return;
      clearTimeout(timeout);
      setSilent(false);
      timeout = arm();
    });
    return () => {
      clearTimeout(timeout);
      stop();
      setSilent(false);
    };
  }, [live, interviewId, listening]);
  return silent;
}
