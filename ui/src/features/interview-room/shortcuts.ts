import { useEffect, useEffectEvent } from "react";

/** Keys that do something in the room, each alone: combinations belong to the system and are locked at a kiosk. */
export const SHORTCUTS = {
  done: "d",
  repeat: "r",
  think: "t",
  skip: "s",
  pause: "p",
  turn: "m",
  human: "h",
  type: "/",
  quiet: "q",
  help: "?",
} as const;

export type Shortcut = keyof typeof SHORTCUTS;

const FIELDS = "input, textarea, select, [contenteditable=true]";
const OVER_THE_ROOM = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** What a key means, unless somebody is typing, or something else is open that takes keys. */
export function meaning(press: KeyboardEvent): Shortcut | null {
  const { target, key } = press;
  if (press.defaultPrevented || press.repeat || press.isComposing) return null;
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (target instanceof Element && target.closest(`${FIELDS}, ${OVER_THE_ROOM}`)) return null;
  const found = Object.entries(SHORTCUTS).find(([, wanted]) => wanted === key.toLowerCase());
  return found ? (found[0] as Shortcut) : null;
}

/** Does what a key asks for while `on`; what it cannot do now is left to the page. */
export function useShortcuts(on: boolean, act: Partial<Record<Shortcut, () => void>>): void {
  const onKey = useEffectEvent((press: KeyboardEvent) => {
    const wanted = meaning(press);
    const action = wanted === null ? undefined : act[wanted];
    if (!action) return;
    press.preventDefault();
    action();
  });
  useEffect(() => {
    if (!on) return;
    const listen = (press: KeyboardEvent) => onKey(press);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [on]);
}
