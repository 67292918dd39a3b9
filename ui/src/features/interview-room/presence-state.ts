import { useEffect, useState } from "react";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import type { InterviewerState, MicrophoneView, RoomView } from "@/api/room";
import type { Message } from "@/api/types";

/** What the interviewer is doing. */
export type Doing =
  "speaking" | "hearing" | "thinking" | "composing" | "listening" | "waiting" | "paused";

/** About how long a line takes to read, in ms. */
export function readingTime(text: string): number {
  return Math.min(12_000, 1_200 + text.length * 45);
}

/** True while a line that has just come is still being read by whoever sees it. */
function useJustSaid(line: Message | undefined): boolean {
  const [saying, setSaying] = useState<string | null>(null);
  const id = line?.id;
  const until = line ? line.at + readingTime(line.content) : 0;
  useEffect(() => {
    const left = until - Date.now();
    if (id === undefined || left <= 0) return;
    const begins = setTimeout(() => setSaying(id), 0);
    const ends = setTimeout(() => setSaying(null), left);
    return () => {
      clearTimeout(begins);
      clearTimeout(ends);
    };
  }, [id, until]);
  return id !== undefined && saying === id;
}

type Now = { line: Message | undefined; reading: boolean; microphone: MicrophoneView | null };

/** What the interviewer does about its next line: as it was told last, else as the room said when it was asked. */
export function useInterviewer(room: RoomView): InterviewerState {
  const { live } = useApi();
  return useRoomNow(live, room.interview_id, "interviewer") ?? room.interviewer;
}

/** What the interviewer is doing now; `line` is its newest, `reading` that it is read aloud. */
export function useDoing(room: RoomView, { line, reading, microphone }: Now): Doing {
  const { live } = useApi();
  const speaking = useRoomNow(live, room.interview_id, "speaking");
  const pending = useRoomNow(live, room.interview_id, "pending");
  const interviewer = useInterviewer(room);
  const justSaid = useJustSaid(line);
  if (room.status === "paused") return "paused";
  if (speaking.candidate === true) return "hearing";
  if (reading || interviewer === "streaming") return "speaking";
  if (interviewer === "thinking") return "composing";
  if (pending > 0) return "thinking";
  if (justSaid) return "speaking";
  return microphone !== null && microphone.state !== "lost" ? "listening" : "waiting";
}
