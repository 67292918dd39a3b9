import { useEffect, useRef, useState, useSyncExternalStore } from "react";

import type { Language } from "@/api/types";

const synthesis = () => ("speechSynthesis" in window ? window.speechSynthesis : null);

/** A voice of this computer for the language; the ones that need no network come first. */
function voiceFor(language: Language): SpeechSynthesisVoice | null {
  const voices = synthesis()?.getVoices() ?? [];
  const fitting = voices.filter(({ lang }) => lang.toLowerCase().split(/[-_]/)[0] === language);
  return fitting.find(({ localService }) => localService) ?? fitting[0] ?? null;
}

/** Reads texts aloud one after another, if this computer has a voice for the language. */
export function useReadAloud(language: Language) {
  // Voices arrive some time after the page.
  const voice = useSyncExternalStore(
    (onChange) => {
      const speech = synthesis();
      speech?.addEventListener("voiceschanged", onChange);
      return () => speech?.removeEventListener("voiceschanged", onChange);
    },
    () => voiceFor(language)?.voiceURI ?? null,
  );
  /** Number of the text being read. */
  const [reading, setReading] = useState<number | null>(null);
  const run = useRef(0);

  const stop = () => {
    run.current += 1;
    synthesis()?.cancel();
    setReading(null);
  };
  useEffect(
    () => () => {
      run.current += 1;
      synthesis()?.cancel();
    },
    [language],
  );

  const read = (texts: readonly string[], from = 0) => {
    const speech = synthesis();
    const chosen = voiceFor(language);
    if (!speech || !chosen) return;
    stop();
    const mine = run.current;
    const next = (number: number) => {
      const text = texts[number];
      if (run.current !== mine) return;
      if (text === undefined) {
        setReading(null);
        return;
      }
      setReading(number);
      const words = new SpeechSynthesisUtterance(text);
      words.voice = chosen;
      words.lang = chosen.lang;
      words.onend = () => next(number + 1);
      words.onerror = () => run.current === mine && setReading(null);
      speech.speak(words);
    };
    next(from);
  };

  return { hasVoice: voice !== null, reading, read, stop };
}
