import type { Scorecard } from "@/api/scorecards";
import type { MessageRow } from "@/api/types";

import { type Changed, changeOf, type Draft, leftOut, withoutEvidence } from "./edit";

/** How what was changed is kept. */
export type Kept = {
  draft: Draft;
  state: "saved" | "waiting" | "saving" | "failed";
  /** Why it could not be saved. */
  cause: unknown;
  /** How many quotes were left out since: they read like instructions for the AI and are no evidence. */
  leftOut: number;
};

/** Quiet time after a change before it is saved. */
const REST_MS = 600;

const draftOf = ({ ratings, summary, open_questions }: Scorecard): Draft => ({
  ratings,
  summary,
  open_questions,
});

/**
 * Keeps what is changed of one card: saved a moment after the last change, one request at a time,
 * so that an older text never overtakes a newer one.
 */
export class CardKeeper {
  readonly #store: (change: Changed) => Promise<Scorecard>;
  readonly #listeners = new Set<() => void>();
  #now: Kept;
  #changedAt: number;
  #rows: ReadonlyMap<string, MessageRow> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<boolean> | null = null;

  constructor(card: Scorecard, store: (change: Changed) => Promise<Scorecard>) {
    this.#store = store;
    this.#changedAt = card.changed_at;
    this.#now = { draft: draftOf(card), state: "saved", cause: null, leftOut: 0 };
  }

  get now(): Kept {
    return this.#now;
  }

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The transcript as it is now; quotes are looked for in it. */
  know(rows: ReadonlyMap<string, MessageRow>): void {
    this.#rows = rows;
  }

  /** The card as it was last fetched: taken over when it is newer, unless there are changes of one's own. */
  adopt(card: Scorecard): void {
    if (this.#now.state !== "saved" || card.changed_at <= this.#changedAt) return;
    this.#changedAt = card.changed_at;
    this.#set({ draft: draftOf(card) });
  }

  readonly change = (make: (draft: Draft) => Draft): void => {
    const draft = make(this.#now.draft);
    if (draft === this.#now.draft) return;
    this.#set({ draft, state: this.#saving ? "saving" : "waiting", cause: null });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), REST_MS);
  };

  /** Saves at once what is not saved yet; whether everything is. */
  flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = null;
    });
    return this.#saving;
  }

  async #saveAll(): Promise<boolean> {
    while (this.#now.state !== "saved") {
      const { draft } = this.#now;
      this.#set({ state: "saving", cause: null });
      try {
        const change = changeOf(draft, this.#rows);
        const card = await this.#store(change);
        this.#changedAt = card.changed_at;
        const gone = leftOut(change, card);
        if (gone.size > 0) {
          const { draft: now } = this.#now;
          const without = withoutEvidence(now, gone, this.#rows);
          this.#set({ draft: without, leftOut: this.#now.leftOut + gone.size });
          if (now === draft) this.#set({ state: "saved" });
          continue;
        }
      } catch (cause) {
        this.#set({ state: "failed", cause });
        return false;
      }
      if (this.#now.draft === draft) this.#set({ state: "saved" });
    }
    return true;
  }

  #set(change: Partial<Kept>): void {
    this.#now = { ...this.#now, ...change };
    for (const listener of this.#listeners) listener();
  }
}
