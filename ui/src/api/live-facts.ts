import { useSyncExternalStore } from "react";

import { Replies } from "./replies";
import type { InterviewerState, MicrophoneView, RoomView } from "./room";
import type { Live } from "./types";

export type Notice = {
  id: number;
  code: Extract<Live, { type: "notice" }>["code"];
  detail: string;
};

/** A line a language model is wording, or has just worded; its text stands in `LiveFacts.replies`. */
export type ReplyNow = {
  line: string;
  /** What became of it; null while it is being worded. */
  ended: Extract<Live, { type: "reply_ended" }>["outcome"] | null;
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
  /** What the interviewer does about its next line, as it was told last; null before the first word of it. */
  interviewer: InterviewerState | null;
  reply: ReplyNow | null;
  notices: Notice[];
};

const QUIET: RoomNow = {
  rmsDb: null,
  peakDb: null,
  speaking: false,
  pending: 0,
  microphone: null,
  interviewer: null,
  reply: null,
  notices: [],
};

/** Passing facts per interview, outside React so that ten levels a second redraw one meter only. */
export class LiveFacts {
  readonly #rooms = new Map<string, RoomNow>();
  readonly #listeners = new Set<() => void>();
  readonly #typed = new Set<(live: Live) => void>();
  readonly #levelListeners = new Set<(interviewId: string, rmsDb: number) => void>();
  #nextNotice = 1;
  /** How many facts about its next line each interviewer has told, and the lines that are done with. */
  readonly #told = new Map<string, number>();
  readonly #done = new Map<string, string>();
  readonly replies = new Replies();

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
      case "interviewer":
        this.#count(live.interview_id);
        this.#set(live.interview_id, { ...now, interviewer: live.state });
        break;
      case "reply":
        this.#count(live.interview_id);
        // A line that is done with does not come back.
        if (this.#done.get(live.interview_id) === live.line) return;
        this.replies.take(live.interview_id, live);
        // Only the first piece redraws anything; the text finds its own way to the screen.
        if (now.reply?.line !== live.line || now.reply.ended !== null) {
          this.#set(live.interview_id, { ...now, reply: { line: live.line, ended: null } });
        }
        break;
      case "reply_ended": {
        this.#count(live.interview_id);
        this.#done.set(live.interview_id, live.line);
        if (now.reply?.line !== live.line) return;
        this.#set(live.interview_id, { ...now, reply: { line: live.line, ended: live.outcome } });
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

  /** How many facts about its next line the interviewer has told: to be compared once an answer is there. */
  told(interviewId: string): number {
    return this.#told.get(interviewId) ?? 0;
  }

  /**
   * Takes what the room said about its interviewer when it was asked. `told` is what `told` gave before it was asked:
   * facts that came since are newer, and the line's text is the only thing still of use then.
   */
  adopt(view: Pick<RoomView, "interview_id" | "interviewer" | "reply">, told: number): void {
    const { interview_id: id, reply } = view;
    const now = this.room(id);
    const newest = this.told(id) === told;
    const known = now.reply !== null && now.reply.line === reply?.line;
    const fresh = newest && this.#done.get(id) !== reply?.line;
    let next = newest ? { ...now, interviewer: view.interviewer } : now;
    if (reply && (known || fresh)) {
      this.replies.adopt(id, reply);
      if (!known) next = { ...next, reply: { line: reply.line, ended: null } };
    } else if (newest && !reply && now.reply?.ended === null) {
      // Its end was missed.
      next = { ...next, reply: null };
    }
    if (next !== now) this.#set(id, next);
  }

  /** The line is no longer shown: its message is there, or other words took its place. */
  forgetReply(interviewId: string, line: string): void {
    const now = this.room(interviewId);
    if (now.reply?.line === line) this.#set(interviewId, { ...now, reply: null });
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

  #count(interviewId: string): void {
    this.#told.set(interviewId, this.told(interviewId) + 1);
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
