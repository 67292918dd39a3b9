import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { ApiContext } from "@/api/api-context";
import { apiClient } from "@/api/client";
import { FakeApp } from "@/api/fake";
import { LiveFacts } from "@/api/live-facts";

import { pieces, useReading } from "./use-reading";

type Words = { text: string; rate: number; onend: () => void; onerror: () => void };

const spoken: Words[] = [];
const speech = {
  voices: [] as Partial<SpeechSynthesisVoice>[],
  getVoices: () => speech.voices,
  speak: (words: Words) => spoken.push(words),
  cancel: vi.fn(),
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
};

class Utterance {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function reading() {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  const api = { carrier: fake, client: apiClient(fake), live: new LiveFacts() };
  const wrapper = ({ children }: { children: ReactNode }) => (
    <ApiContext value={api}>{children}</ApiContext>
  );
  const hook = renderHook(() => useReading(room.interview.id, "en", 0.9), { wrapper });
  return { room, ...hook };
}

describe("reading aloud", () => {
  beforeEach(() => {
    spoken.length = 0;
    speech.voices = [{ lang: "en-GB", localService: true, voiceURI: "one" }];
    vi.stubGlobal("speechSynthesis", speech);
    vi.stubGlobal("SpeechSynthesisUtterance", Utterance);
  });

  test("tells the room before the first word and after the last", async () => {
    const { room, result } = reading();
    act(() => void result.current.read("Hello there. How are you?"));
    await waitFor(() => expect(spoken).toHaveLength(1));
    expect(room.readingAloud).toEqual([true]);
    expect(spoken[0]).toMatchObject({ text: "Hello there.", rate: 0.9 });
    expect(result.current.reading).toBe(true);
    act(() => spoken[0]?.onend());
    expect(spoken[1]?.text).toBe("How are you?");
    act(() => spoken[1]?.onend());
    expect(result.current.reading).toBe(false);
    await waitFor(() => expect(room.readingAloud).toEqual([true, false]));
  });

  test("ends when it is silenced, when the voice fails, and when nobody is there any more", async () => {
    for (const end of ["stop", "error", "leave"]) {
      const { room, result, unmount } = reading();
      act(() => void result.current.read("Hello."));
      await waitFor(() => expect(result.current.reading).toBe(true));
      if (end === "stop") act(() => result.current.stop());
      if (end === "error") act(() => spoken.at(-1)?.onerror());
      if (end === "leave") unmount();
      await waitFor(() => expect(room.readingAloud).toEqual([true, false]));
    }
  });

  test("does without a voice for the language, and never uses one over the network", () => {
    speech.voices = [
      { lang: "de-DE", localService: true, voiceURI: "two" },
      { lang: "en-US", localService: false, voiceURI: "three" },
    ];
    const { result } = reading();
    expect(result.current.hasVoice).toBe(false);
    act(() => void result.current.read("Hello."));
    expect(spoken).toHaveLength(0);
  });
});

test("long texts are cut into pieces a voice gets through", () => {
  expect(pieces("One. Two? Three!")).toEqual(["One.", "Two?", "Three!"]);
  const long = pieces(`${"word ".repeat(100)}end.`);
  expect(long.every((piece) => piece.length <= 200)).toBe(true);
  expect(long.join(" ")).toBe(`${"word ".repeat(100)}end.`);
  expect(pieces("no stop at all")).toEqual(["no stop at all"]);
});
