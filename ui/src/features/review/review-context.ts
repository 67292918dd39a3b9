import { createContext, use, useSyncExternalStore } from "react";

import type { AttemptKind } from "@/api/ai-log";
import type { SpeakerNames } from "@/api/review";
import type { Role } from "@/api/types";
import type { Player, PlayerNow } from "@/components/recording/player";

import type { Spoken } from "./spoken";

/** Two versions of the transcript, side by side. */
export type Comparison = { left: number; right: number };

/** What the parts of one review share. */
export type ReviewParts = {
  interviewId: string;
  speakers: SpeakerNames;
  /** Words of the newest search, to be marked; empty when there is none. */
  marked: string;
  comparison: Comparison | null;
  /** How many notes each message has, by its id. */
  noted: ReadonlyMap<string, number>;
  /** The request each message worded by a model came from, by the message's id. */
  wordedBy: ReadonlyMap<string, string>;
  /** Messages that read like instructions for a model, with what each looks like. */
  attempted: ReadonlyMap<string, readonly AttemptKind[]>;
  player: Player;
  spoken: Spoken;
  /** Shows a message, by its number, and lets it be heard if `play`. */
  goTo: (number: number, play: boolean) => void;
  /** Opens the notes, to write one about this message. */
  noteAbout: (message: NoteTarget) => void;
};

/** What a note is about. */
export type NoteTarget = { messageId: string | null; number: number | null; atMs: number | null };

export const ReviewContext = createContext<ReviewParts | null>(null);

export function useReview(): ReviewParts {
  const parts = use(ReviewContext);
  if (parts === null) throw new Error("useReview outside of a review");
  return parts;
}

export function usePlayerNow(player: Player): PlayerNow {
  return useSyncExternalStore(player.listen, () => player.now);
}

/** The full seconds the player is at; redraws once a second. */
export function usePlayerSecond(player: Player): number {
  return useSyncExternalStore(
    (listener) => player.onPlace(listener),
    () => Math.floor(player.positionMs / 1000),
  );
}

/** The name a role was given, or null. */
export function givenName(speakers: SpeakerNames, role: Role): string | null {
  return speakers[role] ?? null;
}
