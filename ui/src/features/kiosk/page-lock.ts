import { useEffect } from "react";

const MOVING = new Set([
  "Tab",
  "Enter",
  "Escape",
  "Backspace",
  "Delete",
  "ArrowLeft",
  "ArrowRight",
  "ArrowUp",
  "ArrowDown",
  "Home",
  "End",
  "PageUp",
  "PageDown",
]);
const CHANGING = new Set([
  "Shift",
  "Control",
  "AltGraph",
  "CapsLock",
  "NumLock",
  "Dead",
  "Process",
]);
/** With control: copying within an answer, and moving by words. */
const WITH_CONTROL = new Set([
  "a",
  "c",
  "v",
  "x",
  "z",
  "ArrowLeft",
  "ArrowRight",
  "Home",
  "End",
  "Backspace",
  "Delete",
]);

/** Whether a key writes, moves or confirms; everything else is somebody's shortcut. */
export function isAllowed(press: KeyboardEvent): boolean {
  const { key, isComposing } = press;
  if (isComposing || CHANGING.has(key)) return true;
  const third = press.getModifierState("AltGraph");
  if (press.metaKey || (press.altKey && !third)) return false;
  if (press.ctrlKey && !third) return WITH_CONTROL.has(key) && (key.length > 1 || !press.shiftKey);
  if (press.shiftKey && (key === "Delete" || key === "Insert")) return false;
  return key.length === 1 || MOVING.has(key);
}

const refuse = (event: Event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

/** What the window refuses as well, for systems on which it cannot. */
const REFUSED = [
  "contextmenu",
  "dragstart",
  "dragenter",
  "dragover",
  "drop",
  "auxclick",
  "gesturestart",
] as const;

/** Nothing on this page leads anywhere else: no menu, no shortcut, no dragging, no links, no zooming. */
export function usePageLock(): void {
  useEffect(() => {
    const ending = new AbortController();
    const options = { capture: true, passive: false, signal: ending.signal };
    for (const name of REFUSED) window.addEventListener(name, refuse, options);
    window.addEventListener("keydown", (e) => !isAllowed(e) && refuse(e), options);
    window.addEventListener("wheel", (e) => e.ctrlKey && refuse(e), options);
    window.addEventListener(
      "click",
      (e) => {
        const link = e.target instanceof Element ? e.target.closest("a[href], area[href]") : null;
        if (link) refuse(e);
      },
      options,
    );
    // A file could be chosen, or a form sent, only by what somebody put onto the page.
    window.addEventListener("submit", (e) => e.preventDefault(), options);
    const own = { print: window.print.bind(window), open: window.open.bind(window) };
    Object.assign(window, { print: () => undefined, open: () => null });
    return () => {
      ending.abort();
      Object.assign(window, own);
    };
  }, []);
}
