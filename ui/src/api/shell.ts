import type { Language } from "./types";

/** What the window's shell tells its page. */
export type ShellEvent = {
  /** The window is to be closed while interviews run: the page must ask, and say that it does. */
  type: "close_asked";
  /** How many interviews run. */
  running: number;
};

/** What only a window of its own can do; a browser's tab has none. */
export interface Shell {
  /** Calls `listener` for everything the shell has to say, until the page is loaded anew. */
  listen(listener: (event: ShellEvent) => void): Promise<void>;
  /** The question whether to close is on screen. */
  closeQuestionShown(): Promise<void>;
  /** Closes Candor although interviews run: they are paused and can be resumed. */
  closeNow(): Promise<void>;
  /** The page is in this language; the tray follows. */
  speak(language: Language): Promise<void>;
  webviewVersion(): Promise<string | null>;
}
