import { useEffect, useState } from "react";

const GLANCE_MS = 250;

/** Seconds left of a wait that was `ms` long when it was told at `toldAt`; calls `onOver` once it is over. */
export function useWaiting(ms: number, toldAt: number, onOver: () => void): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (ms === 0) return;
    const look = () => {
      setNow(Date.now());
      if (Date.now() < toldAt + ms) return;
      clearInterval(timer);
      onOver();
    };
    const timer = setInterval(look, GLANCE_MS);
    return () => clearInterval(timer);
    // What to do at the end may be another function each time; the wait stays the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ms, toldAt]);
  const passed = Math.max(0, now - toldAt);
  return Math.ceil(Math.max(0, ms - passed) / 1_000);
}
