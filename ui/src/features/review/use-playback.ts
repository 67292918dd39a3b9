import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";

import { useApi } from "@/api/api-context";
import { fetchSound, messagePageQuery, PAGE, placeQuery } from "@/api/review";
import type { MessageRow } from "@/api/types";
import { Player } from "@/components/recording/player";

import { Spoken } from "./spoken";
import { pageOf, useMessageByNumber } from "./use-messages";

/** A second: moments nearer than this are the same place. */
const NEAR_MS = 1_000;
/** Messages looked through for the next spoken one. */
const REACH = 200;

/** The player of an interview and what follows it through the words. */
export function usePlayback(interviewId: string, count: number, durationMs: number) {
  const { client } = useApi();
  const queries = useQueryClient();
  const fetchMessage = useMessageByNumber(interviewId);
  const [player] = useState(
    () => new Player((from, to) => fetchSound(client, interviewId, from, to), durationMs),
  );
  const [spoken] = useState(
    () =>
      new Spoken({
        count: () => counts.get(player) ?? 0,
        here: (number): MessageRow | undefined =>
          queries
            .getQueryData(messagePageQuery(client, interviewId, pageOf(number)).queryKey)
            ?.at((number - 1) % PAGE),
        numberAt: async (ms) => {
          const at = Math.floor(ms / NEAR_MS) * NEAR_MS;
          const number = await queries.query(placeQuery(client, interviewId, { at }));
          if (number !== null) await fetchMessage(number);
          return number;
        },
      }),
  );
  useEffect(() => {
    counts.set(player, count);
    player.durationMs = durationMs;
  }, [player, count, durationMs]);
  useEffect(() => {
    const stop = player.onPlace((ms) => spoken.at(ms));
    return () => {
      stop();
      player.close();
    };
  }, [player, spoken]);

  /** Goes to the spoken message before or after the one being heard; gives its number. */
  const step = useCallback(
    async (direction: -1 | 1): Promise<number | null> => {
      let number = spoken.heard.number + direction;
      for (let steps = 0; steps < REACH && number >= 1; steps++, number += direction) {
        const row = await fetchMessage(number);
        if (row === null) return null;
        const start = row.message.audio_start_ms;
        if (start != null) {
          player.seek(start);
          return number;
        }
      }
      return null;
    },
    [player, spoken, fetchMessage],
  );
  return useMemo(
    () => ({ player, spoken, step, fetchMessage }),
    [player, spoken, step, fetchMessage],
  );
}

/** How many messages the interview of a player has, for what runs outside of drawing. */
const counts = new WeakMap<Player, number>();
