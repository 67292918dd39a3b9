import { useEffect, useState } from "react";

import { useApi } from "@/api/api-context";
import { type ReplyNow, useRoomNow } from "@/api/live-facts";
import type { MessageRow } from "@/api/types";

/** How long words that were not used take to go, in ms; other words are mostly there before. */
const GOING_MS = 1_500;
/** How long the words that were used wait for their message, in ms; they wait for nothing if it was lost. */
const WAITING_MS = 10_000;

/** A line to show while its message is not there. */
export type ShownReply = {
  line: string;
  /** It was not used: it goes, and other words come. */
  going: boolean;
};

const kept = ({ ended }: ReplyNow) => ended === "used" || ended === "cut_off";

/** The line being worded, as long as it is to be seen: until its message, or the words in its place, are there. */
export function useReply(interviewId: string, rows: readonly MessageRow[]): ShownReply | null {
  const { live } = useApi();
  const reply = useRoomNow(live, interviewId, "reply");
  const newest = rows.findLast(({ message }) => message.role === "ai_hr")?.message.number ?? 0;
  const [begun, setBegun] = useState<{ line: string; after: number } | null>(null);
  if (reply && begun?.line !== reply.line) setBegun({ line: reply.line, after: newest });
  const line = reply?.line;
  const ended = reply !== null && reply.ended !== null;
  const going = reply !== null && ended && !kept(reply);
  const here = reply !== null && rows.some(({ message }) => message.id === reply.line);
  const replaced = going && begun !== null && begun.line === line && newest > begun.after;
  const over = here || replaced;
  useEffect(() => {
    if (line === undefined || !(ended || over)) return;
    const wait = over ? 0 : going ? GOING_MS : WAITING_MS;
    const timeout = setTimeout(() => live.forgetReply(interviewId, line), wait);
    return () => clearTimeout(timeout);
  }, [live, interviewId, line, ended, going, over]);
  return line === undefined || over ? null : { line, going };
}
