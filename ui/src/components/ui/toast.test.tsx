import { act, fireEvent, render, screen } from "@testing-library/react";
import { useEffect } from "react";
import { I18nextProvider } from "react-i18next";
import { beforeEach, expect, test, vi } from "vitest";

import { startI18n } from "@/i18n/i18n";

import { ToastProvider, type ToastWords, useToast } from "./toast";

let toasts: ReturnType<typeof useToast>;
const show = (words: ToastWords) => toasts.show(words);

function Page() {
  const given = useToast();
  useEffect(() => {
    toasts = given;
  }, [given]);
  return null;
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.setItem("candor.language", "en");
  render(
    <I18nextProvider i18n={startI18n()}>
      <ToastProvider>
        <Page />
      </ToastProvider>
    </I18nextProvider>,
  );
});

function pass(ms: number) {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
}

test("a toast is announced, and goes by itself", () => {
  const region = screen.getByRole("status", { name: "Messages (F8 to get there)" });
  expect(region).toBeEmptyDOMElement();
  act(() => void show({ text: "Saved." }));
  expect(region).toHaveTextContent("Saved.");
  pass(5_000);
  expect(region).toHaveTextContent("Saved.");
  pass(1_500);
  expect(region).toBeEmptyDOMElement();
});

test("it waits while it is pointed at or has the focus, and its action is pressed once", () => {
  const onAction = vi.fn();
  act(() => void show({ text: "Deleted.", action: { label: "Undo", onAction } }));
  fireEvent.pointerEnter(screen.getByTestId("toast"));
  pass(60_000);
  fireEvent.pointerLeave(screen.getByTestId("toast"));
  fireEvent.keyDown(window, { key: "F8" });
  const undo = screen.getByRole("button", { name: "Undo" });
  expect(undo).toHaveFocus();
  pass(60_000);
  act(() => undo.click());
  expect(onAction).toHaveBeenCalledOnce();
  expect(screen.queryByTestId("toast")).toBeNull();

  act(() => void show({ text: "Gone soon." }));
  pass(6_500);
  expect(screen.queryByTestId("toast")).toBeNull();
});

test("escape, the cross and whoever showed it put it away; only the newest three stay", () => {
  let first: () => void = () => undefined;
  act(() => {
    first = show({ text: "One" });
    for (const text of ["Two", "Three", "Four"]) show({ text });
  });
  expect(screen.getAllByTestId("toast").map((el) => el.textContent)).toEqual([
    "Two",
    "Three",
    "Four",
  ]);
  act(first);
  fireEvent.keyDown(window, { key: "Escape" });
  expect(screen.queryByText("Four")).toBeNull();
  const [oldest] = screen.getAllByRole("button", { name: "Put away" });
  act(() => oldest?.click());
  expect(screen.getByTestId("toast")).toHaveTextContent("Three");
  act(() => toasts.clear());
  expect(screen.queryByTestId("toast")).toBeNull();
});
