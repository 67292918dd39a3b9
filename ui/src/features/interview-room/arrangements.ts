import { useEffect } from "react";

import type { RoomView } from "@/api/room";

import { type Preferences, usePreferences } from "./preferences";

/** How the room looks and sounds: what was arranged for the candidate, else what people prefer. */
export type Arrangements = Preferences & {
  /** What is arranged cannot be switched off here. */
  fixed: {
    time: boolean;
    captions: boolean;
    readAloud: boolean;
    largerText: boolean;
    highContrast: boolean;
  };
};

export function useArrangements({ accommodations: arranged }: RoomView): Arrangements {
  const preferred = usePreferences();
  return {
    ...preferred,
    time: arranged.no_time_display ? "hidden" : preferred.time,
    captions: arranged.captions_always || preferred.captions,
    largerText: arranged.larger_text || preferred.largerText,
    highContrast: arranged.high_contrast || preferred.highContrast,
    fixed: {
      time: arranged.no_time_display,
      captions: arranged.captions_always,
      // It is offered from the start; whoever cannot bear the voice may still silence it.
      readAloud: false,
      largerText: arranged.larger_text,
      highContrast: arranged.high_contrast,
    },
  };
}

/** Larger text and stronger contrast for the whole page, dialogs included, while the room is open. */
export function useLook({ largerText, highContrast }: Arrangements): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (largerText) dataset.text = "larger";
    if (highContrast) dataset.contrast = "high";
    return () => {
      delete dataset.text;
      delete dataset.contrast;
    };
  }, [largerText, highContrast]);
}
