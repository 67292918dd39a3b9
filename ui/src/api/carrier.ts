import type { KioskShell } from "./kiosk";
import type { Shell } from "./shell";
import type { Code, Fact } from "./types";

/** Whether the app behind the carrier can be used. */
export type StartupStatus =
  | { state: "ready" }
  | {
      state: "locked";
      code: Code;
      detail: string;
      /** Whether a passphrase can help. */
      can_use_passphrase: boolean;
      /** Whether it would make a new database: a slip of the finger would lock people out. */
      new_passphrase: boolean;
    }
  | { state: "failed"; code: Code; detail: string };

/**
 * What carries the API to this page. The operations are the same everywhere; only the way they
 * travel differs.
 */
export interface Carrier {
  /** Origin the API's paths are appended to, without a slash at the end. */
  readonly baseUrl: string;
  fetch(request: Request): Promise<Response>;
  /**
   * Calls `onFact` for each fact, in order: what was logged after the sequence number `after`, then
   * whatever happens. Resolves once facts flow; the returned function stops them.
   */
  subscribe(after: number, onFact: (fact: Fact) => void): Promise<() => void>;
  startupStatus(): Promise<StartupStatus>;
  /** Opens a locked database; the passphrase is kept nowhere on this side. */
  unlock(passphrase: string): Promise<StartupStatus>;
  /** The window's shell; absent in a browser. */
  readonly shell?: Shell;
  /** Lets the user choose a file with one of these extensions (without dots); null when none is chosen. */
  chooseFile(title: string, extensions: string[]): Promise<string | null>;
  /** Lets the user choose a folder; null when none is chosen. */
  chooseFolder(title: string): Promise<string | null>;
  /** Lets the user save a text as a file, under this name to begin with; its path, null when it was not saved. */
  saveFile(title: string, name: string, content: string): Promise<string | null>;
  /** What the window's shell does for the kiosk; absent in a browser. */
  readonly kiosk?: KioskShell;
  /** Shows an interview's transcript files in the system's file browser. */
  showInFolder(interviewId: string): Promise<void>;
}
