import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

import { useApi } from "@/api/api-context";
import { fetchSound, waveformQuery } from "@/api/review";
import type { Quote } from "@/api/scorecards";
import type { MessageRow } from "@/api/types";
import { Player } from "@/components/recording/player";

/** The words have a short run-up and an end that is not cut off. */
const BEFORE_MS = 150;
const AFTER_MS = 250;

/** A stretch of the recording, in ms. */
export type Heard = { from: number; to: number | null };

export type Hearing = {
  /** Whether there is a recording to hear. */
  possible: boolean;
  /** Which quote is heard; null when none is. */
  heard: string | null;
  waiting: boolean;
  problem: unknown;
  /** Lets a quote be heard from its first to its last word, or stops it. */
  toggle: (key: string, place: Heard) => void;
};

/** What tells one quote from another. */
export const keyOf = ({ message_id, start, end }: Quote) => `${message_id}:${start}:${end}`;

/** Where a quote is heard: its words, or all of its message where these have no place; null when it was typed. */
export function placeOf(quote: Quote, row: MessageRow | undefined): Heard | null {
  const from = quote.start_ms ?? row?.message.audio_start_ms;
  const to = quote.end_ms ?? row?.message.audio_end_ms;
  return from == null ? null : { from, to: to ?? null };
}

function lasts(player: Player, ms: number): void {
  player.durationMs = ms;
}

/** Plays the recording quote by quote. */
export function useHearing(interviewId: string): Hearing {
  const { client } = useApi();
  const durationMs = useQuery(waveformQuery(client, interviewId)).data?.duration_ms ?? 0;
  const [player] = useState(
    () => new Player((from, to) => fetchSound(client, interviewId, from, to), 0),
  );
  const [wanted, setWanted] = useState<string | null>(null);
  const until = useRef(Infinity);
  const { playing, waiting, problem } = useSyncExternalStore(player.listen, () => player.now);
  useEffect(() => {
    lasts(player, durationMs);
  }, [player, durationMs]);
  useEffect(() => {
    const stop = player.onPlace((ms) => {
      if (ms >= until.current && player.now.playing) player.pause();
    });
    return () => {
      stop();
      player.close();
    };
  }, [player]);
  const heard = playing ? wanted : null;
  const toggle = useCallback(
    (key: string, { from, to }: Heard) => {
      player.pause();
      if (key === heard) return;
      until.current = (to ?? Infinity) + AFTER_MS;
      setWanted(key);
      player.playFrom(Math.max(0, from - BEFORE_MS));
    },
    [player, heard],
  );
  return useMemo(
    () => ({ possible: durationMs > 0, heard, waiting, problem, toggle }),
    [durationMs, heard, waiting, problem, toggle],
  );
}
