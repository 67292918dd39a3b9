import { useSyncExternalStore } from "react";

import { Replies } from "./replies";
import type {
  Captions,
  CaptionView,
  InterviewerState,
  LevelHint,
  MicrophoneView,
  RoomView,
} from "./room";
import type { Language, Live, Role } from "./types";

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

/** How loud a microphone is, in dBFS. */
export type Level = { rmsDb: number; peakDb: number };

/** An utterance of somebody's. */
type Said = Pick<CaptionView, "role" | "utterance">;

/** Something told of each microphone, or each person, that it was told of. */
type ByRole<T> = Readonly<Partial<Record<Role, T>>>;

/** What is going on in one room right now. */
export type RoomNow = {
  levels: ByRole<Level>;
  /** Who is speaking. */
  speaking: ByRole<boolean>;
  /** Utterances waiting for their text. */
  pending: number;
  /** How far the text is behind, in ms, and how much of the captions is managed; null before the first word of it. */
  lagMs: number | null;
  captions: Captions | null;
  /** Words of utterances whose message is not there yet, oldest first. */
  spoken: readonly CaptionView[];
  /** What somebody seems to speak instead of the language that is transcribed, until it is answered. */
  otherLanguage: Language | null;
  /** Whose turn it is with a shared microphone; null before the first word of it. */
  turn: Role | null;
  hints: ByRole<LevelHint>;
  /** Minutes that still fit on the disk, null for plenty; undefined before the first word of it. */
  minutesLeft: number | null | undefined;
  /** The microphones as they were told last. */
  microphones: ByRole<MicrophoneView>;
  /** What the interviewer does about its next line, as it was told last; null before the first word of it. */
  interviewer: InterviewerState | null;
  reply: ReplyNow | null;
  notices: Notice[];
};

const QUIET: RoomNow = {
  levels: {},
  speaking: {},
  pending: 0,
  lagMs: null,
  captions: null,
  spoken: [],
  otherLanguage: null,
  turn: null,
  hints: {},
  minutesLeft: undefined,
  microphones: {},
  interviewer: null,
  reply: null,
  notices: [],
};

const ROLES: readonly Role[] = ["candidate", "recruiter", "ai_hr"];

/** Utterances shown at once whose message is not there yet: of older ones something went wrong. */
const SPOKEN_KEPT = 4;

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
  /** The newest utterance per interview and person that is done with, and interviews whose language is not in question. */
  readonly #over = new Map<string, number>();
  readonly #languageKept = new Set<string>();
  readonly replies = new Replies();

  room(interviewId: string): RoomNow {
    return this.#rooms.get(interviewId) ?? QUIET;
  }

  accept(live: Live): void {
    for (const listener of this.#typed) listener(live);
    if (!("interview_id" in live) || live.interview_id == null) return;
    const now = this.room(live.interview_id);
    switch (live.type) {
      case "level": {
        const level = { rmsDb: live.rms_db, peakDb: live.peak_db };
        this.#set(live.interview_id, { ...now, levels: { ...now.levels, [live.track]: level } });
        for (const listener of this.#levelListeners) listener(live.interview_id, live.rms_db);
        break;
      }
      case "speech": {
        const speaking = { ...now.speaking, [live.role]: live.speaking };
        this.#set(live.interview_id, { ...now, speaking });
        break;
      }
      case "transcribing": {
        const { pending, lag_ms: lagMs, captions } = live;
        const back = captions !== "later";
        const notices = back
          ? now.notices.filter((n) => n.code !== "captions_paused")
          : now.notices;
        this.#set(live.interview_id, { ...now, pending, lagMs, captions, notices });
        break;
      }
      case "caption":
        this.#caption(live.interview_id, live);
        break;
      case "other_language":
        if (this.#languageKept.has(live.interview_id)) return;
        this.#set(live.interview_id, { ...now, otherLanguage: live.language });
        break;
      case "turn":
        this.#set(live.interview_id, { ...now, turn: live.role });
        break;
      case "level_hint":
        this.#set(live.interview_id, { ...now, hints: { ...now.hints, [live.track]: live.hint } });
        break;
      case "disk_space":
        this.#set(live.interview_id, { ...now, minutesLeft: live.minutes_left ?? null });
        break;
      case "microphone": {
        const { track, state, device } = live;
        const microphones = { ...now.microphones, [track]: { state, device } };
        const still =
          state === "lost"
            ? {
                levels: { ...now.levels, [track]: undefined },
                speaking: { ...now.speaking, [track]: false },
                hints: { ...now.hints, [track]: undefined },
              }
            : {};
        this.#set(live.interview_id, { ...now, ...still, microphones });
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
  adopt(
    view: Pick<RoomView, "interview_id" | "interviewer" | "reply" | "caption">,
    told: number,
  ): void {
    const { interview_id: id, reply, caption } = view;
    if (caption) this.#caption(id, caption, true);
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

  /** The utterance is no longer shown: its message is there, or nothing came of it. */
  forgetSpoken(interviewId: string, { role, utterance }: Said): void {
    const now = this.room(interviewId);
    this.#over.set(`${interviewId} ${role}`, utterance);
    const spoken = now.spoken.filter((said) => said.role !== role || said.utterance > utterance);
    if (spoken.length < now.spoken.length) this.#set(interviewId, { ...now, spoken });
  }

  /** The question which language is spoken is answered; with `forGood` it is not asked again. */
  languageAnswered(interviewId: string, forGood: boolean): void {
    if (forGood) this.#languageKept.add(interviewId);
    this.#set(interviewId, { ...this.room(interviewId), otherLanguage: null });
  }

  dismiss(interviewId: string, noticeId: number): void {
    const now = this.room(interviewId);
    this.#set(interviewId, { ...now, notices: now.notices.filter((n) => n.id !== noticeId) });
  }

  /** Forgets what a room that stopped listening said last; its notices stay until dismissed. */
  silence(interviewId: string): void {
    // Another run of the room counts its utterances anew.
    for (const role of ROLES) this.#over.delete(`${interviewId} ${role}`);
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

  /** Takes the words of an utterance; what was `asked` for may be older than what was told. */
  #caption(interviewId: string, caption: CaptionView, asked = false): void {
    const now = this.room(interviewId);
    const { role, utterance, stable, unsettled } = caption;
    if (utterance <= (this.#over.get(`${interviewId} ${role}`) ?? -1)) return;
    const said = { role, utterance, stable, unsettled };
    const at = now.spoken.findIndex((s) => s.role === role && s.utterance === utterance);
    if (at >= 0 && asked) return;
    if (stable === "" && unsettled === "") {
      if (at >= 0) this.forgetSpoken(interviewId, said);
      return;
    }
    const spoken = at >= 0 ? now.spoken.with(at, said) : [...now.spoken, said].slice(-SPOKEN_KEPT);
    this.#set(interviewId, { ...now, spoken });
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

/** How loud somebody's microphone is; redraws for that one only. */
export function useLevel(live: LiveFacts, interviewId: string, track: Role): Level | null {
  return useSyncExternalStore(live.listen, () => live.room(interviewId).levels[track] ?? null);
}
