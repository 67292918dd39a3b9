import { expect, test } from "vitest";

import { codeOf, grouped } from "./code";
import { isAllowed } from "./page-lock";

/** A key press written as `ctrl+shift+r`. */
function press(keys: string): KeyboardEvent {
  const parts = keys.split("+");
  const key = parts.pop() ?? "";
  const init = {
    key,
    ctrlKey: parts.includes("ctrl"),
    shiftKey: parts.includes("shift"),
    altKey: parts.includes("alt"),
    metaKey: parts.includes("meta"),
    modifierAltGraph: parts.includes("altgr"),
  };
  return new KeyboardEvent("keydown", init);
}

test.each([
  "a",
  "shift+A",
  "ä",
  "ж",
  " ",
  "Enter",
  "Tab",
  "shift+Tab",
  "Backspace",
  "ArrowLeft",
  "shift+ArrowRight",
  "Escape",
  "Dead",
  "ctrl+c",
  "ctrl+v",
  "ctrl+a",
  "ctrl+ArrowLeft",
  "ctrl+shift+ArrowRight",
  "altgr+ctrl+alt+€",
])("%s writes or moves", (keys) => expect(isAllowed(press(keys))).toBe(true));

test.each([
  "F1",
  "F3",
  "F5",
  "F7",
  "F11",
  "F12",
  "ContextMenu",
  "shift+F10",
  "ctrl+r",
  "ctrl+shift+R",
  "ctrl+w",
  "ctrl+n",
  "ctrl+t",
  "ctrl+p",
  "ctrl+s",
  "ctrl+o",
  "ctrl+u",
  "ctrl+f",
  "ctrl++",
  "ctrl+-",
  "ctrl+0",
  "ctrl+shift+I",
  "ctrl+shift+c",
  "alt+F4",
  "alt+ArrowLeft",
  "alt+Home",
  "meta+r",
  "meta+ArrowLeft",
  "BrowserBack",
  "BrowserHome",
  "PrintScreen",
  "shift+Insert",
  "shift+Delete",
  "Help",
])("%s is somebody's shortcut", (keys) => expect(isAllowed(press(keys))).toBe(false));

test("a code is read however it is typed", () => {
  expect(codeOf(" abcd-efgh ")).toBe("ABCDEFGH");
  expect(codeOf("oO iI lL 9 z")).toBe("0011119Z");
  expect(codeOf("ÄU?*")).toBe("");
  expect(codeOf("0123456789")).toBe("01234567");
  expect([grouped(""), grouped("ABCD"), grouped("ABCDE")]).toEqual(["", "ABCD", "ABCD-E"]);
});
