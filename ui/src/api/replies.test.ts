import { describe, expect, test, vi } from "vitest";

import { LiveFacts } from "./live-facts";
import type { Live } from "./types";

const ROOM = "01900000-0000-7000-8000-0000000000aa";
const LINE = "01900000-0000-7000-8000-0000000000bb";

function listening() {
  const live = new LiveFacts();
  const gaps = vi.fn();
  const rendered = vi.fn();
  live.replies.onGap(gaps);
  live.listen(rendered);
  const piece = (start: number, text: string, line = LINE) =>
    live.accept({ type: "reply", interview_id: ROOM, line, start, text });
  const ended = (outcome: Extract<Live, { type: "reply_ended" }>["outcome"], line = LINE) =>
    live.accept({ type: "reply_ended", interview_id: ROOM, line, outcome });
  const text = () => live.replies.now(ROOM).text;
  return { live, gaps, rendered, piece, ended, text };
}

describe("a line being worded", () => {
  test("grows piece by piece, and only its first piece redraws anything", () => {
    const { live, rendered, piece, text } = listening();
    const grown = vi.fn();
    live.replies.listen(ROOM, grown);
    for (let n = 0; n < 100; n++) piece(2 * n, "ab");
    expect(text()).toBe("ab".repeat(100));
    expect(grown).toHaveBeenCalledTimes(100);
    expect(rendered).toHaveBeenCalledTimes(1);
    expect(live.room(ROOM).reply).toEqual({ line: LINE, ended: null });
  });

  test("counts whole characters, as the pieces do", () => {
    const { piece, text, gaps } = listening();
    piece(0, "🦩 ");
    piece(2, "ä");
    piece(3, "!");
    expect(text()).toBe("🦩 ä!");
    expect(gaps).not.toHaveBeenCalled();
  });

  test("takes a piece that comes twice once", () => {
    const { piece, text } = listening();
    piece(0, "Thank");
    piece(0, "Thank");
    piece(3, "nk you");
    expect(text()).toBe("Thank you");
  });

  test("asks once for what was missed, and goes on with what came meanwhile", () => {
    const { live, gaps, piece, text } = listening();
    piece(0, "Thank ");
    piece(10, "for ");
    piece(14, "that");
    expect(gaps).toHaveBeenCalledExactlyOnceWith(ROOM);
    expect(text()).toBe("Thank ");
    const told = live.told(ROOM);
    live.adopt(
      {
        interview_id: ROOM,
        interviewer: "streaming",
        reply: { line: LINE, text: "Thank you for " },
      },
      told,
    );
    expect(text()).toBe("Thank you for that");
    piece(18, ".");
    expect(text()).toBe("Thank you for that.");
    expect(gaps).toHaveBeenCalledOnce();
  });

  test("joined late begins with a piece in the middle and asks for what was before", () => {
    const { live, gaps, piece, text } = listening();
    piece(6, "you");
    expect(gaps).toHaveBeenCalledOnce();
    live.adopt(
      { interview_id: ROOM, interviewer: "streaming", reply: { line: LINE, text: "Thank " } },
      live.told(ROOM),
    );
    expect(text()).toBe("Thank you");
  });

  test("an answer that is older than what came since changes nothing", () => {
    const { live, piece, ended, text } = listening();
    const told = live.told(ROOM);
    live.accept({ type: "interviewer", interview_id: ROOM, state: "streaming" });
    piece(0, "Thank you");
    live.adopt({ interview_id: ROOM, interviewer: "thinking", reply: null }, told);
    expect(live.room(ROOM).interviewer).toBe("streaming");
    expect(live.room(ROOM).reply).not.toBeNull();
    live.adopt(
      { interview_id: ROOM, interviewer: "streaming", reply: { line: LINE, text: "Tha" } },
      told,
    );
    expect(text()).toBe("Thank you");
    ended("used");
    live.forgetReply(ROOM, LINE);
    live.adopt(
      { interview_id: ROOM, interviewer: "streaming", reply: { line: LINE, text: "Thank" } },
      live.told(ROOM),
    );
    expect(live.room(ROOM).reply).toBeNull();
  });

  test("whose end was missed is over once the room says so", () => {
    const { live, piece } = listening();
    piece(0, "Thank you");
    live.adopt({ interview_id: ROOM, interviewer: "listening", reply: null }, live.told(ROOM));
    expect(live.room(ROOM).reply).toBeNull();
    expect(live.room(ROOM).interviewer).toBe("listening");
  });

  test("that is done with does not come back", () => {
    const { live, piece, ended } = listening();
    piece(0, "Thank you");
    ended("replaced");
    piece(9, " so much");
    expect(live.room(ROOM).reply).toEqual({ line: LINE, ended: "replaced" });
    live.forgetReply(ROOM, LINE);
    piece(9, " so much");
    expect(live.room(ROOM).reply).toBeNull();
  });

  test("a new line begins anew", () => {
    const { live, piece, ended, text } = listening();
    const other = "01900000-0000-7000-8000-0000000000cc";
    piece(0, "Thank you");
    ended("replaced");
    expect(live.room(ROOM).reply).toEqual({ line: LINE, ended: "replaced" });
    piece(0, "And", other);
    expect(text()).toBe("And");
    expect(live.room(ROOM).reply).toEqual({ line: other, ended: null });
    ended("used");
    expect(live.room(ROOM).reply).toEqual({ line: other, ended: null });
  });
});
