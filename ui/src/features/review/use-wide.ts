import { useSyncExternalStore } from "react";

/** Room for transcript and panel beside each other. */
const WIDE = "(min-width: 60rem)";

/** Whether two columns fit. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(WIDE);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => matchMedia(WIDE).matches,
  );
}
