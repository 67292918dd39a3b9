import { useEffect, useState } from "react";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import type { RoomView } from "@/api/room";
import type { Message } from "@/api/types";

/** What the interviewer is doing. */
export type Doing = "speaking" | "hearing" | "thinking" | "listening" | "waiting" | "paused";

/** About how long a line takes to read, in ms. */
export function readingTime(text: string): number {
  return Math.min(12_000, 1_200 + text.length * 45);
}

/** True while a line that has just come is still being read by whoever sees it. */
function useJustSaid(line: Message | undefined): boolean {
  const [over, setOver] = useState<string | null>(null);
  const left = line ? line.at + readingTime(line.content) - Date.now() : 0;
  const fresh = line !== undefined && over !== line.id && left > 0;
  useEffect(() => {
    if (!fresh) return;
    const timeout = setTimeout(() => setOver(line.id), left);
    return () => clearTimeout(timeout);
    // The time left shrinks by itself; only another line begins anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [fresh, line?.id]);
  return fresh;
}

/** What the interviewer is doing now; `line` is its newest, `reading` that it is read aloud. */
export function useDoing(room: RoomView, line: Message | undefined, reading: boolean): Doing {
  const { live } = useApi();
  const speaking = useRoomNow(live, room.interview_id, "speaking");
  const pending = useRoomNow(live, room.interview_id, "pending");
  const justSaid = useJustSaid(line);
  if (room.status === "paused") return "paused";
  if (speaking) return "hearing";
  if (reading) return "speaking";
  if (pending > 0) return "thinking";
  if (justSaid) return "speaking";
  return room.listening ? "listening" : "waiting";
}
