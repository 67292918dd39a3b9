import { useEffect, useRef, useState } from "react";

const ACTS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "input"] as const;
const SECOND = 1_000;

/** Somebody did something that no input event tells, such as speaking. */
export type Stir = () => void;

/**
 * Counts the seconds since somebody last touched anything. Gives how many of `seconds` are left, and
 * calls `onIdle` when none are; null switches it off. What stirs it starts it anew.
 */
export function useIdle(seconds: number | null, onIdle: () => void): { left: number; stir: Stir } {
  const last = useRef(0);
  const [left, setLeft] = useState(seconds ?? 0);
  const act = useRef(onIdle);
  useEffect(() => {
    act.current = onIdle;
  });
  const [stir] = useState<Stir>(() => () => {
    last.current = Date.now();
  });

  useEffect(() => {
    if (seconds === null) return;
    let spent = false;
    stir();
    const look = () => {
      const rest = Math.max(0, Math.ceil(seconds - (Date.now() - last.current) / SECOND));
      setLeft(rest);
      if (rest > 0) spent = false;
      else if (!spent) {
        spent = true;
        act.current();
      }
    };
    look();
    for (const name of ACTS) window.addEventListener(name, stir, { capture: true, passive: true });
    const timer = setInterval(look, SECOND / 2);
    return () => {
      clearInterval(timer);
      for (const name of ACTS) window.removeEventListener(name, stir, { capture: true });
    };
  }, [seconds, stir]);

  return { left, stir };
}
