import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

import { useApi } from "@/api/api-context";
import { type Scorecard, scorecardCalls } from "@/api/scorecards";
import type { MessageRow } from "@/api/types";

import { CardKeeper, type Kept } from "./keeper";

export type CardInHand = { keeper: CardKeeper; kept: Kept };

/**
 * The card of whoever rates, while it can be changed; what was changed is saved by itself in their name, also when the
 * page is left or somebody else goes on.
 */
export function useCard(
  card: Scorecard,
  rater: string,
  rows: ReadonlyMap<string, MessageRow>,
): CardInHand {
  const { client } = useApi();
  const [keeper] = useState(() => {
    const { change } = scorecardCalls(client, card.interview_id);
    return new CardKeeper(card, (changed) => change(card.id, { ...changed, rater }));
  });
  const kept = useSyncExternalStore(keeper.listen, () => keeper.now);
  useEffect(() => keeper.know(rows), [keeper, rows]);
  useEffect(() => keeper.adopt(card), [keeper, card]);
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (keeper.now.state === "saved") return;
      void keeper.flush();
      event.preventDefault();
    };
    window.addEventListener("beforeunload", leave);
    return () => {
      window.removeEventListener("beforeunload", leave);
      void keeper.flush();
    };
  }, [keeper]);
  return useMemo(() => ({ keeper, kept }), [keeper, kept]);
}
