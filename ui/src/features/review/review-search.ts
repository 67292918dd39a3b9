/** A place to open the review at. */
export type ReviewSearch = {
  /** Id of a message. */
  message?: string;
  /** A moment of the recording, in ms. */
  at?: number;
  /** What stands beside the transcript to begin with. */
  tab?: "versions" | "details";
};

/** Reads the place from the address. */
export function reviewSearch(search: Record<string, unknown>): ReviewSearch {
  const { message, at, tab } = search;
  const ms = typeof at === "number" ? at : typeof at === "string" ? Number(at) : Number.NaN;
  return {
    ...(typeof message === "string" && message !== "" && { message }),
    ...(Number.isFinite(ms) && ms >= 0 && { at: ms }),
    ...((tab === "versions" || tab === "details") && { tab }),
  };
}
