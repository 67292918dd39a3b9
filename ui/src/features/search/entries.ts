import type { FoundInterview, Hit } from "@/api/types";

/** One line one can choose: an interview, a place in it, or the wish to see more. */
export type Entry =
  | { kind: "interview"; id: string; interview: FoundInterview }
  | { kind: "hit"; id: string; interview: FoundInterview; hit: Hit }
  | { kind: "hits"; id: string; interview: FoundInterview; left: number }
  | { kind: "more"; id: string };

/** Everything found as lines, in the order they stand on screen. */
export function entriesOf(interviews: FoundInterview[], more: boolean): Entry[] {
  const entries = interviews.flatMap((interview): Entry[] => {
    const left = interview.hit_count - interview.hits.length;
    return [
      { kind: "interview", id: `found-${interview.id}`, interview },
      ...interview.hits.map((hit): Entry => {
        const part = hit.note_id ?? hit.message_id ?? "";
        return { kind: "hit", id: `found-${interview.id}-${part}`, interview, hit };
      }),
      ...(left > 0
        ? [{ kind: "hits" as const, id: `found-${interview.id}-rest`, interview, left }]
        : []),
    ];
  });
  return more ? [...entries, { kind: "more", id: "found-more" }] : entries;
}
