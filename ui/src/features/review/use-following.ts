import { type RefObject, useCallback, useEffect, useState } from "react";

import type { Player } from "@/components/recording/player";

import type { Spoken } from "./spoken";
import type { TranscriptHandle } from "./transcript";

/** Keys that scroll the page. */
const SCROLLS = ["PageUp", "PageDown", "Home", "End"];

/**
 * Lets the transcript move along with what is heard, until somebody scrolls: then it stays where
 * they read, and moves again when asked to.
 */
export function useFollowing(
  player: Player,
  spoken: Spoken,
  transcript: RefObject<TranscriptHandle | null>,
  shown: boolean,
) {
  const [on, setOn] = useState(true);
  useEffect(() => {
    const stray = (event: Event) => {
      const key = event instanceof KeyboardEvent ? event.key : null;
      if (key !== null && !SCROLLS.includes(key)) return;
      if (player.now.playing) setOn(false);
    };
    const kinds = ["wheel", "touchmove", "keydown"] as const;
    for (const kind of kinds) window.addEventListener(kind, stray, { passive: true });
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, stray);
    };
  }, [player]);
  useEffect(() => {
    if (!on || !shown) return;
    let last = 0;
    return spoken.listen(() => {
      const { number } = spoken.heard;
      if (number === last || number === 0) return;
      last = number;
      // A jump along the waveform is followed even while nothing plays.
      transcript.current?.follow(number);
    });
  }, [on, shown, spoken, transcript]);
  const resume = useCallback(() => {
    setOn(true);
    requestAnimationFrame(() => {
      if (spoken.heard.number > 0) transcript.current?.follow(spoken.heard.number);
    });
  }, [spoken, transcript]);
  return { on, resume };
}
