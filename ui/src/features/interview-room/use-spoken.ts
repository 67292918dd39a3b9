import { useEffect, useLayoutEffect, useRef } from "react";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import type { CaptionView } from "@/api/room";
import type { MessageRow, Role } from "@/api/types";

/** How long words stay once nothing is being transcribed any more, in ms: their message is on its way, if any. */
const LINGER_MS = 2_500;

const SPEAKERS: readonly Role[] = ["candidate", "recruiter"];

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Whether at least half of the words seen so far stand in the text: a last look changes some of them. */
export function isOf({ stable, unsettled }: CaptionView, text: string): boolean {
  const final = new Set(wordsOf(text));
  const seen = wordsOf(`${stable} ${unsettled}`);
  return seen.filter((word) => final.has(word)).length * 2 >= seen.length;
}

/**
 * The words of utterances whose message is not there yet, oldest first. A message takes the place of the oldest ones of
 * its speaker in the same frame, so that nothing is seen twice and nothing is gone in between.
 */
export function useSpoken(
  interviewId: string,
  rows: readonly MessageRow[] | undefined,
): readonly CaptionView[] {
  const { live } = useApi();
  const spoken = useRoomNow(live, interviewId, "spoken");
  const speaking = useRoomNow(live, interviewId, "speaking");
  const pending = useRoomNow(live, interviewId, "pending");
  const seen = useRef<number | null>(null);
  const newest = rows?.at(-1)?.message.number ?? 0;

  useLayoutEffect(() => {
    if (rows === undefined) return;
    const before = seen.current ?? newest;
    seen.current = Math.max(before, newest);
    for (const { message } of rows) {
      if (message.number <= before || message.origin !== "speech") continue;
      const now = live.room(interviewId);
      const [oldest, next] = now.spoken.filter(({ role }) => role === message.role);
      if (!oldest) continue;
      // The only one there may be the next utterance: what was said before was too short to be seen.
      const running = next === undefined && now.speaking[message.role] === true;
      if (running && !isOf(oldest, message.content)) continue;
      live.forgetSpoken(interviewId, oldest);
    }
    // Only a new message takes the place of anything.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [live, interviewId, newest, rows === undefined]);

  // Nothing came of some utterance after all: a cough, or what is written down later.
  const quiet = SPEAKERS.every((role) => speaking[role] !== true) && pending === 0;
  useEffect(() => {
    if (!quiet || spoken.length === 0) return;
    const timeout = setTimeout(() => {
      for (const said of spoken) live.forgetSpoken(interviewId, said);
    }, LINGER_MS);
    return () => clearTimeout(timeout);
  }, [live, interviewId, quiet, spoken]);
  return spoken;
}
