import { useSyncExternalStore } from "react";

import type { MicrophoneView } from "./room";
import type { Live } from "./types";

export type Notice = {
  id: number;
  code: Extract<Live, { type: "notice" }>["code"];
  detail: string;
};

/** What is going on in one room right now. */
export type RoomNow = {
  /** Last level in dBFS; null before the first. */
  rmsDb: number | null;
  peakDb: number | null;
  speaking: boolean;
  /** Utterances waiting for their text. */
  pending: number;
  /** The microphone as it was told last; null before the first word of it. */
  microphone: MicrophoneView | null;
  notices: Notice[];
};

const QUIET: RoomNow = {
  rmsDb: null,
  peakDb: null,
  speaking: false,
  pending: 0,
  microphone: null,
  notices: [],
};

/** Passing facts per interview, outside React so that ten levels a second redraw one meter only. */
export class LiveFacts {
  readonly #rooms = new Map<string, RoomNow>();
  readonly #listeners = new Set<() => void>();
  readonly #typed = new Set<(live: Live) => void>();
  readonly #levelListeners = new Set<(interviewId: string, rmsDb: number) => void>();
  #nextNotice = 1;

  room(interviewId: string): RoomNow {
    return this.#rooms.get(interviewId) ?? QUIET;
  }

  accept(live: Live): void {
    for (const listener of this.#typed) listener(live);
    if (!("interview_id" in live) || live.interview_id == null) return;
    const now = this.room(live.interview_id);
    switch (live.type) {
      case "level":
        this.#set(live.interview_id, { ...now, rmsDb: live.rms_db, peakDb: live.peak_db });
        for (const listener of this.#levelListeners) listener(live.interview_id, live.rms_db);
        break;
      case "speech":
        this.#set(live.interview_id, { ...now, speaking: live.speaking });
        break;
      case "transcribing":
        this.#set(live.interview_id, { ...now, pending: live.pending });
        break;
      case "microphone": {
        const { state, device } = live;
        const still = state === "lost" ? { rmsDb: null, peakDb: null, speaking: false } : {};
        this.#set(live.interview_id, { ...now, ...still, microphone: { state, device } });
        break;
      }
      case "notice": {
        const { code, detail } = live;
        // A microphone's trouble has a place of its own, which tells when it is over, too.
        if (code === "no_microphone") return;
        const same = now.notices.some((n) => n.code === code && n.detail === detail);
        if (same) return;
        const notice = { id: this.#nextNotice++, code, detail };
        this.#set(live.interview_id, { ...now, notices: [...now.notices, notice] });
      }
    }
  }

  dismiss(interviewId: string, noticeId: number): void {
    const now = this.room(interviewId);
    this.#set(interviewId, { ...now, notices: now.notices.filter((n) => n.id !== noticeId) });
  }

  /** Forgets what a room that stopped listening said last; its notices stay until dismissed. */
  silence(interviewId: string): void {
    this.#set(interviewId, { ...QUIET, notices: this.room(interviewId).notices });
  }

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls `listener` for every passing fact of this type. */
  listenTo<T extends Live["type"]>(
    type: T,
    listener: (live: Extract<Live, { type: T }>) => void,
  ): () => void {
    const typed = (live: Live) => {
      if (live.type === type) listener(live as Extract<Live, { type: T }>);
    };
    this.#typed.add(typed);
    return () => this.#typed.delete(typed);
  }

  /** Calls `listener` for every level, also when it equals the one before. */
  listenToLevels(listener: (interviewId: string, rmsDb: number) => void): () => void {
    this.#levelListeners.add(listener);
    return () => this.#levelListeners.delete(listener);
  }

  #set(interviewId: string, now: RoomNow): void {
    this.#rooms.set(interviewId, now);
    for (const listener of this.#listeners) listener();
  }
}

/** One part of what is going on in a room; redraws only when that part changes. */
export function useRoomNow<K extends keyof RoomNow>(
  live: LiveFacts,
  interviewId: string,
  part: K,
): RoomNow[K] {
  return useSyncExternalStore(live.listen, () => live.room(interviewId)[part]);
}
