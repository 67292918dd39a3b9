/** A place to open the log at. */
export type AiLogSearch = {
  /** Id of a request. */
  call?: string;
};

/** Reads the place from the address. */
export function aiLogSearch({ call }: Record<string, unknown>): AiLogSearch {
  return typeof call === "string" && call !== "" ? { call } : {};
}
