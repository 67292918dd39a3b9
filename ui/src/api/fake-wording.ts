import { characters } from "./characters";
import type { FakeApp } from "./fake";
import { newId } from "./fake-data";
import type { FakeRoom } from "./fake-room";
import type { InterviewerState } from "./room";
import type { components } from "./schema";
import type { Message } from "./types";

type Outcome = components["schemas"]["AiOutcome"];

/** A language model that words the interviewer's lines exactly as a test tells it to. */
export class FakeWording {
  readonly #app: FakeApp;

  constructor(app: FakeApp) {
    this.#app = app;
  }

  /** What the interviewer does about its next line. */
  state(room: FakeRoom, state: InterviewerState): void {
    room.interviewer = state;
    this.#app.live(room, { type: "interviewer", state });
  }

  /** More of the line; the first piece begins one. */
  say(room: FakeRoom, text: string): void {
    const start = characters(room.reply?.text ?? "").length;
    if (room.reply === null && room.interviewer !== "streaming") this.state(room, "streaming");
    const line = room.reply?.line ?? newId();
    room.reply = { line, text: (room.reply?.text ?? "") + text };
    this.#app.live(room, { type: "reply", line, start, text });
  }

  /** More of the line, of which nobody is told, as if a connection had been away for a moment. */
  sayUnheard(room: FakeRoom, text: string): void {
    if (room.reply) room.reply = { ...room.reply, text: room.reply.text + text };
  }

  /** The line is done with: it becomes a message, or `scripted` takes its place. */
  end(
    room: FakeRoom,
    outcome: Outcome,
    { purpose = "question", scripted }: { purpose?: Message["purpose"]; scripted?: string } = {},
  ): void {
    const { reply } = room;
    room.reply = null;
    const now = this.#app.now();
    if (reply && (outcome === "used" || outcome === "cut_off")) {
      const cut_off = outcome === "cut_off";
      const origin = "model";
      const { line: id, text: content } = reply;
      room.interviewerSays({ id, purpose, origin, content, ...(cut_off && { cut_off }) }, now);
    }
    if (reply) this.#app.live(room, { type: "reply_ended", line: reply.line, outcome });
    if (scripted !== undefined) {
      room.interviewerSays({ purpose, origin: "script", content: scripted }, now);
    }
    this.state(room, outcome === "used" || outcome === "replaced" ? "listening" : "offline");
  }
}
