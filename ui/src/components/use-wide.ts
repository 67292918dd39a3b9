import { useSyncExternalStore } from "react";

/** Room for transcript and panel beside each other, in px; the grid of the page breaks here, too. */
const WIDE = 960;

/** Whether two columns fit. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener("resize", listener);
      return () => window.removeEventListener("resize", listener);
    },
    () => innerWidth >= WIDE,
  );
}
