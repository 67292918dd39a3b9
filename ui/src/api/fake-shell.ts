import type { Shell, ShellEvent } from "./shell";
import type { Language } from "./types";

/** A shell for tests: remembers what the page asked of it, and can ask the page. */
export class FakeShell implements Shell {
  questionsShown = 0;
  closed = false;
  language: Language | null = null;
  #listener: (event: ShellEvent) => void = () => undefined;

  /** As if the user pressed the window's close button. */
  askToClose(running: number): void {
    this.#listener({ type: "close_asked", running });
  }

  listen(listener: (event: ShellEvent) => void): Promise<void> {
    this.#listener = listener;
    return Promise.resolve();
  }

  closeQuestionShown(): Promise<void> {
    this.questionsShown += 1;
    return Promise.resolve();
  }

  closeNow(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  speak(language: Language): Promise<void> {
    this.language = language;
    return Promise.resolve();
  }

  webviewVersion(): Promise<string | null> {
    return Promise.resolve("2.46.1");
  }
}
