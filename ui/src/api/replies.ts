import { characters } from "./characters";
import type { RoomView } from "./room";
import type { Live } from "./types";

type Piece = Omit<Extract<Live, { type: "reply" }>, "type" | "interview_id">;

/** What a piece did: it began a line, went on with it, told that one was missed, or brought nothing new. */
export type Taken = "begun" | "more" | "missed" | "nothing";

/** One line a language model is wording, put together from its pieces in order. */
class Wording {
  line = "";
  text = "";
  /** Characters of `text`. */
  length = 0;
  /** Pieces that came after one that was missed. */
  #ahead: Piece[] = [];
  #missed = false;

  take(piece: Piece): Taken {
    if (piece.line !== this.line) {
      this.#begin(piece.line);
      return this.#add(piece) ? "begun" : this.#wait(piece);
    }
    return this.#add(piece) ? "more" : this.#wait(piece);
  }

  /** The line as it stood when it was asked for; pieces that came since follow by themselves. */
  adopt(line: string, text: string): Taken {
    const begun = line !== this.line;
    if (begun) this.#begin(line);
    const whole = characters(text).length;
    if (whole < this.length || (whole === this.length && !this.#missed)) {
      return begun ? "begun" : "nothing";
    }
    this.text = text;
    this.length = whole;
    this.#missed = false;
    const ahead = this.#ahead;
    this.#ahead = [];
    for (const piece of ahead) if (!this.#add(piece)) this.#wait(piece);
    return begun ? "begun" : "more";
  }

  #begin(line: string): void {
    this.line = line;
    this.text = "";
    this.length = 0;
    this.#ahead = [];
    this.#missed = false;
  }

  /** Puts a piece at the end; what is there already of it is left out. False when something before it is missing. */
  #add({ start, text }: Piece): boolean {
    if (start > this.length) return false;
    const fresh = characters(text).slice(this.length - start);
    this.text += fresh.join("");
    this.length += fresh.length;
    return true;
  }

  #wait(piece: Piece): Taken {
    this.#ahead.push(piece);
    const first = !this.#missed;
    this.#missed = true;
    return first ? "missed" : "nothing";
  }
}

/**
 * The lines being worded, outside React: a token changes one text on screen and renders nothing. Whoever shows a line
 * listens for its text; that one begins or ends is told with the room's other facts.
 */
export class Replies {
  readonly #rooms = new Map<string, Wording>();
  readonly #listeners = new Set<(interviewId: string) => void>();
  readonly #gaps = new Set<(interviewId: string) => void>();

  /** What there is of the line, and of which. */
  now(interviewId: string): { line: string; text: string } {
    const { line, text } = this.#rooms.get(interviewId) ?? { line: "", text: "" };
    return { line, text };
  }

  take(interviewId: string, piece: Piece): Taken {
    return this.#told(interviewId, this.#of(interviewId).take(piece));
  }

  adopt(interviewId: string, reply: NonNullable<RoomView["reply"]>): Taken {
    return this.#told(interviewId, this.#of(interviewId).adopt(reply.line, reply.text));
  }

  /** Calls `listener` whenever a line of this interview has more text. */
  listen(interviewId: string, listener: () => void): () => void {
    const own = (id: string) => {
      if (id === interviewId) listener();
    };
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Calls `listener` when pieces of a line were missed: the room has to be asked for it. */
  onGap(listener: (interviewId: string) => void): () => void {
    this.#gaps.add(listener);
    return () => this.#gaps.delete(listener);
  }

  #of(interviewId: string): Wording {
    const known = this.#rooms.get(interviewId) ?? new Wording();
    this.#rooms.set(interviewId, known);
    return known;
  }

  #told(interviewId: string, taken: Taken): Taken {
    if (taken === "missed") for (const listener of this.#gaps) listener(interviewId);
    if (taken !== "nothing") for (const listener of this.#listeners) listener(interviewId);
    return taken;
  }
}
