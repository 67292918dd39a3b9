/** A place to open the review at. */
export type ReviewSearch = {
  /** Id of a message. */
  message?: string;
  /** A moment of the recording, in ms. */
  at?: number;
};

/** Reads the place from the address. */
export function reviewSearch(search: Record<string, unknown>): ReviewSearch {
  const { message, at } = search;
  const ms = typeof at === "number" ? at : typeof at === "string" ? Number(at) : Number.NaN;
  return {
    ...(typeof message === "string" && message !== "" && { message }),
    ...(Number.isFinite(ms) && ms >= 0 && { at: ms }),
  };
}
