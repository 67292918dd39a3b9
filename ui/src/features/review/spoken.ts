import type { MessageRow } from "@/api/types";

/** What is being heard: the message's number and the word's place in it, -1 between words. */
export type Heard = { number: number; word: number };

/** Gets messages: at once what is here, later what is not, and the number of what is heard at a moment. */
export type Source = {
  /** How many messages there are. */
  count: () => number;
  here: (number: number) => MessageRow | undefined;
  numberAt: (ms: number) => Promise<number | null>;
};

/** So many messages are looked through before the place is asked for. */
const REACH = 40;
/** A message stays the one being heard for this long after its end. */
const AFTERGLOW_MS = 400;

/** Follows the recording through the words. Outside React, so that only the words redraw that change. */
export class Spoken {
  readonly #source: Source;
  readonly #listeners = new Set<() => void>();
  #heard: Heard = { number: 0, word: -1 };
  #asking = false;

  constructor(source: Source) {
    this.#source = source;
  }

  get heard(): Heard {
    return this.#heard;
  }

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The recording is at this moment. */
  at(ms: number): void {
    const number = this.#near(ms);
    if (number === null) void this.#ask(ms);
    else this.#set(number, this.#wordAt(number, ms));
  }

  /** The spoken message at this moment, 0 before the first; null when what is here does not tell. */
  #near(ms: number): number | null {
    let number = Math.max(1, this.#heard.number);
    let steps = 0;
    for (; number >= 1; number--) {
      const start = startOf(this.#source.here(number));
      steps += 1;
      if (start === undefined || steps > REACH) return null;
      if (start !== null && start <= ms) break;
    }
    let best = number;
    for (number += 1; number <= this.#source.count(); number++) {
      const start = startOf(this.#source.here(number));
      steps += 1;
      if (start === undefined || steps > REACH) return this.#lasts(best, ms) ? best : null;
      if (start === null) continue;
      if (start > ms) break;
      best = number;
    }
    return best;
  }

  #lasts(number: number, ms: number): boolean {
    const end = this.#source.here(number)?.message.audio_end_ms;
    return end != null && ms <= end + AFTERGLOW_MS;
  }

  async #ask(ms: number): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const number = await this.#source.numberAt(ms);
      if (number !== null) this.#set(number, this.#wordAt(number, ms));
    } finally {
      this.#asking = false;
    }
  }

  #wordAt(number: number, ms: number): number {
    const row = this.#source.here(number);
    if (!row || ms > (row.message.audio_end_ms ?? 0) + AFTERGLOW_MS) return -1;
    const { words } = row.counting;
    let found = -1;
    for (const [i, word] of words.entries()) {
      if (word.start_ms > ms) break;
      found = i;
    }
    return found;
  }

  #set(number: number, word: number): void {
    if (number === this.#heard.number && word === this.#heard.word) return;
    this.#heard = { number, word };
    for (const listener of this.#listeners) listener();
  }
}

/** Where a message begins in the recording; null when it was not spoken, undefined when it is not here. */
function startOf(row: MessageRow | undefined): number | null | undefined {
  return row === undefined ? undefined : (row.message.audio_start_ms ?? null);
}
