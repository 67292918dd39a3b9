import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { ApiContext } from "@/api/api-context";
import { apiClient } from "@/api/client";
import { FakeApp } from "@/api/fake";
import { LiveFacts } from "@/api/live-facts";

import { useSilence } from "./use-silence";

describe("silence", () => {
  let live: LiveFacts;

  beforeEach(() => {
    vi.useFakeTimers();
    live = new LiveFacts();
  });

  const listen = (listening = true) => {
    const fake = new FakeApp();
    const api = { carrier: fake, client: apiClient(fake), live };
    const wrapper = ({ children }: { children: ReactNode }) => (
      <ApiContext value={api}>{children}</ApiContext>
    );
    return renderHook(() => useSilence("a", listening), { wrapper }).result;
  };
  const level = (rms_db: number, ms: number, interview_id = "a") =>
    act(() => {
      for (let t = 0; t < ms; t += 100) {
        live.accept({ type: "level", interview_id, rms_db, peak_db: rms_db });
        vi.advanceTimersByTime(100);
      }
    });

  test("is noticed after two seconds at the floor, not before", () => {
    const silent = listen();
    level(-70, 1_900);
    expect(silent.current).toBe(false);
    level(-70, 100);
    expect(silent.current).toBe(true);
  });

  test("is over with the first sound", () => {
    const silent = listen();
    level(-90, 3_000);
    level(-30, 100);
    expect(silent.current).toBe(false);
  });

  test("is noticed when no levels come at all", () => {
    const silent = listen();
    act(() => void vi.advanceTimersByTime(2_000));
    expect(silent.current).toBe(true);
  });

  test("is not ended by a constant level of another room", () => {
    const silent = listen();
    level(-20, 2_500, "b");
    expect(silent.current).toBe(true);
  });

  test("does not come with a steady sound", () => {
    const silent = listen();
    level(-35, 10_000);
    expect(silent.current).toBe(false);
  });

  test("is of no interest while nobody listens", () => {
    const silent = listen(false);
    act(() => void vi.advanceTimersByTime(10_000));
    expect(silent.current).toBe(false);
  });
});
