import { act, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { expect, test, vi } from "vitest";

import { newInterview } from "@/api/fake-data";
import type { InterviewDetail, InterviewStatus } from "@/api/types";
import { startI18n } from "@/i18n/i18n";

import { elapsedMs, Timer } from "./timer";

const detail = (status: InterviewStatus, duration_ms: number): InterviewDetail => ({
  interview: newInterview({ position_id: "p", candidate_name: "Ada", status }, 0),
  position_title: "Clerk",
  plan: {},
  coverage: [],
  duration_ms,
  room_open: true,
  listening: false,
  exports: [],
});

const shown = (status: InterviewStatus, durationMs: number) => (
  <I18nextProvider i18n={startI18n()}>
    <Timer detail={detail(status, durationMs)} fetchedAt={Date.now()} />
  </I18nextProvider>
);

test("a running interview's time goes on, a paused one's stands still", () => {
  vi.useFakeTimers();
  const { rerender } = render(shown("started", 59_000));
  expect(screen.getByTestId("timer")).toHaveTextContent("0:59");
  act(() => void vi.advanceTimersByTime(62_000));
  expect(screen.getByTestId("timer")).toHaveTextContent("2:01");
  rerender(shown("paused", 121_000));
  act(() => void vi.advanceTimersByTime(600_000));
  expect(screen.getByTestId("timer")).toHaveTextContent("2:01");
  rerender(shown("started", 3_600_000));
  act(() => void vi.advanceTimersByTime(5_000));
  expect(screen.getByTestId("timer")).toHaveTextContent("1:00:05");
});

test("a clock that is set back takes no time away", () => {
  expect(elapsedMs(5_000, 10_000, true, 3_000)).toBe(5_000);
});
