import { useSyncExternalStore } from "react";

const STORED = "candor.room";

/** How somebody likes the room to look and sound; remembered on this machine. */
export type Preferences = {
  time: "elapsed" | "remaining" | "hidden";
  captions: boolean;
  readAloud: boolean;
  /** Speed of the voice; 1 is its own. */
  rate: number;
  largerText: boolean;
  highContrast: boolean;
  /** Whether single keys do something. */
  shortcuts: boolean;
};

export const RATES = [0.75, 0.9, 1, 1.15, 1.3] as const;

const USUAL: Preferences = {
  time: "elapsed",
  captions: true,
  readAloud: true,
  rate: 1,
  largerText: false,
  highContrast: false,
  shortcuts: true,
};

const listeners = new Set<() => void>();
let read: { stored: string | null; preferences: Preferences } | undefined;

/** What is remembered, and the usual for what is not or makes no sense. */
function preferences(): Preferences {
  const stored = localStorage.getItem(STORED);
  if (read?.stored !== stored) read = { stored, preferences: parse(stored) };
  return read.preferences;
}

function parse(stored: string | null): Preferences {
  let known: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    known = (JSON.parse(stored ?? "{}") ?? {}) as typeof known;
  } catch {
    // Written by hand or by another version: a preference is not worth a complaint.
  }
  const flag = (name: "captions" | "readAloud" | "largerText" | "highContrast" | "shortcuts") =>
    typeof known[name] === "boolean" ? known[name] : USUAL[name];
  return {
    time: known.time === "remaining" || known.time === "hidden" ? known.time : USUAL.time,
    rate: RATES.find((rate) => rate === known.rate) ?? USUAL.rate,
    captions: flag("captions"),
    readAloud: flag("readAloud"),
    largerText: flag("largerText"),
    highContrast: flag("highContrast"),
    shortcuts: flag("shortcuts"),
  };
}

export function prefer(change: Partial<Preferences>): void {
  localStorage.setItem(STORED, JSON.stringify({ ...preferences(), ...change }));
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, preferences);
}
