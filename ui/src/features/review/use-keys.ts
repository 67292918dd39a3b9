import { useEffect, useRef } from "react";

import { type Player, RATES } from "@/components/recording/player";

type Actions = {
  /** Goes to the spoken message before or after the one being heard. */
  step: (direction: -1 | 1) => void;
  note: () => void;
  find: () => void;
  /** Goes to the next passage that deserves a second look. */
  doubt: () => void;
};

/** Where a key means something else: fields, menus, dialogs, tabs. */
const ELSEWHERE =
  "input, textarea, select, [contenteditable=true], [role=tablist], [role=menu], [role=dialog], [role=alertdialog]";
/** What Space presses. */
const PRESSABLE = "button, a, summary, [role=button]";

const FIVE_SECONDS = 5_000;

/** The keys of the review: they act wherever the focus is, except where one writes or chooses. */
export function useKeys(player: Player, actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(ELSEWHERE) || document.querySelector("[role=dialog], [role=alertdialog]"))
        return;
      if (event.key === " " && target?.closest(PRESSABLE)) return;
      if (!act(event.key, player, latest.current)) return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [player]);
}

function act(key: string, player: Player, actions: Actions): boolean {
  switch (key) {
    case " ":
      player.toggle();
      return true;
    case "ArrowLeft":
      player.seek(player.positionMs - FIVE_SECONDS);
      return true;
    case "ArrowRight":
      player.seek(player.positionMs + FIVE_SECONDS);
      return true;
    case "ArrowUp":
      actions.step(-1);
      return true;
    case "ArrowDown":
      actions.step(1);
      return true;
    case "+":
      player.setRate(RATES.find((rate) => rate > player.now.rate) ?? player.now.rate);
      return true;
    case "-":
      player.setRate(RATES.findLast((rate) => rate < player.now.rate) ?? player.now.rate);
      return true;
    case "n":
      actions.note();
      return true;
    case "d":
      actions.doubt();
      return true;
    case "/":
      actions.find();
      return true;
    default:
      return false;
  }
}
