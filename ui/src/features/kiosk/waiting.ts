import { useEffect, useState } from "react";

/** Seconds left of a wait that was `ms` long when it was told at `toldAt`; calls `onOver` once it is over. */
export function useWaiting(ms: number, toldAt: number, onOver: () => void): number {
  const seconds = () => Math.max(0, Math.ceil((toldAt + ms - Date.now()) / 1_000));
  const [, redraw] = useState(0);
  const left = seconds();
  useEffect(() => {
    if (left === 0) return;
    const timer = setInterval(() => {
      redraw((n) => n + 1);
      if (Date.now() >= toldAt + ms) {
        clearInterval(timer);
        onOver();
      }
    }, 250);
    return () => clearInterval(timer);
  }, [left, ms, toldAt, onOver]);
  return left;
}
