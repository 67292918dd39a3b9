import { describe, expect, test } from "vitest";

import { messageRow } from "@/api/fake-review";
import { newMessage } from "@/api/fake-data";

import { readingTime } from "./presence-state";
import { meaning } from "./shortcuts";
import { joined } from "./use-conversation";

const row = (number: number, content = "") =>
  messageRow(
    newMessage(
      { interview_id: "i", number, role: "ai_hr", purpose: "question", origin: "script", content },
      0,
    ),
  );
const numbers = (rows: ReturnType<typeof joined>) => rows.map(({ message }) => message.number);

describe("stretches of a conversation", () => {
  test("are put together in order, once each, the newer of two kept", () => {
    const rows = joined([row(3), row(4, "old")], [row(4, "new"), row(5), row(1), row(2)]);
    expect(numbers(rows)).toEqual([1, 2, 3, 4, 5]);
    expect(rows[3]?.message.content).toBe("new");
    expect(joined([], [])).toEqual([]);
  });
});

describe("single keys", () => {
  const press = (key: string, more: KeyboardEventInit = {}, on: Element = document.body) => {
    let found: ReturnType<typeof meaning> = null;
    const listen = (event: KeyboardEvent) => {
      found = meaning(event);
    };
    window.addEventListener("keydown", listen);
    on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));
    window.removeEventListener("keydown", listen);
    return found;
  };

  test("mean what the list says", () => {
    expect(press("r")).toBe("repeat");
    expect(press("R", { shiftKey: true })).toBe("repeat");
    expect(press("x")).toBeNull();
  });

  test("mean nothing with other keys, held down, or where somebody types or decides", () => {
    expect(press("r", { ctrlKey: true })).toBeNull();
    expect(press("r", { altKey: true })).toBeNull();
    expect(press("r", { repeat: true })).toBeNull();
    for (const html of [
      "<input>",
      "<textarea></textarea>",
      "<div role='dialog'><button>",
      "<select>",
    ]) {
      document.body.innerHTML = html;
      const field = document.body.querySelector("button") ?? document.body.firstElementChild;
      expect(press("r", {}, field ?? document.body), html).toBeNull();
    }
    document.body.innerHTML = "";
  });
});

test("a line counts as being said for about as long as it takes to read", () => {
  expect(readingTime("Why?")).toBeLessThan(2_000);
  expect(readingTime("x".repeat(2_000))).toBe(12_000);
});
