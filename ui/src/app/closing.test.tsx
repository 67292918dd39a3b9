import { act, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";

import { renderApp } from "@/test/render-app";

test("closing on a running interview asks; staying closes nothing", async () => {
  const { fake, user } = renderApp();
  await screen.findByTestId("new-interview");
  act(() => fake.shell.askToClose(1));
  expect(await screen.findByText("An interview is running")).toBeVisible();
  await waitFor(() => expect(fake.shell.questionsShown).toBe(1));
  await user.click(screen.getByTestId("close-stay"));
  await waitFor(() => expect(screen.queryByTestId("close-question")).toBeNull());
  expect(fake.shell.closed).toBe(false);

  act(() => fake.shell.askToClose(2));
  expect(await screen.findByText("2 interviews are running")).toBeVisible();
  await user.click(screen.getByTestId("close-now"));
  expect(fake.shell.closed).toBe(true);
});

test("the shell speaks the page's language", async () => {
  const { fake } = renderApp("/", undefined, "de");
  await screen.findByTestId("new-interview");
  await waitFor(() => expect(fake.shell.language).toBe("de"));
});
