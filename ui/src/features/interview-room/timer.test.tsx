import { act, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { expect, test, vi } from "vitest";

import { FakeApp } from "@/api/fake";
import type { RoomView } from "@/api/room";
import type { InterviewStatus } from "@/api/types";
import { startI18n } from "@/i18n/i18n";

import type { Preferences } from "./preferences";
import { elapsedMs, Timer } from "./timer";

const shown = (
  status: InterviewStatus,
  duration_ms: number,
  show: Preferences["time"] = "elapsed",
) => {
  const fake = new FakeApp();
  const room: RoomView = {
    ...fake.addInterview(fake.addPosition("Clerk"), "Ada").view(0),
    status,
    duration_ms,
  };
  return (
    <I18nextProvider i18n={startI18n()}>
      <Timer room={room} fetchedAt={Date.now()} show={show} />
    </I18nextProvider>
  );
};

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

test("the time left is told roughly, never runs below nothing, and can be hidden", () => {
  vi.useFakeTimers();
  const { rerender } = render(shown("started", 60_000 * 18, "remaining"));
  expect(screen.getByTestId("timer")).toHaveTextContent("about 12 minutes left");
  rerender(shown("started", 60_000 * 45, "remaining"));
  expect(screen.getByTestId("timer")).toHaveTextContent("a little time left");
  rerender(shown("started", 60_000, "hidden"));
  expect(screen.queryByTestId("timer")).not.toBeInTheDocument();
});

test("a clock that is set back takes no time away", () => {
  expect(elapsedMs(5_000, 10_000, true, 3_000)).toBe(5_000);
});
