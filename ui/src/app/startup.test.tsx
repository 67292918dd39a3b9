import { screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { renderApp } from "@/test/render-app";

test("a locked database is opened by its passphrase, not by another", async () => {
  const fake = new FakeApp();
  fake.startup = {
    state: "locked",
    code: "keychain_missing",
    detail: "type the passphrase",
    can_use_passphrase: true,
    new_passphrase: false,
  };
  const { user } = renderApp("/", fake);
  expect(await screen.findByRole("heading")).toHaveTextContent("This computer has no keychain.");
  expect(fake.requests).toEqual([]);

  await user.type(screen.getByTestId("passphrase"), "wrong{Enter}");
  expect(await screen.findByText("The key does not open the database.")).toBeVisible();
  expect(screen.getByTestId("passphrase")).toHaveValue("");

  await user.type(screen.getByTestId("passphrase"), "correct horse{Enter}");
  expect(await screen.findByTestId("new-interview")).toBeVisible();
});

test("a passphrase for a new database is typed twice", async () => {
  const fake = new FakeApp();
  fake.startup = {
    state: "locked",
    code: "keychain_missing",
    detail: "choose a passphrase",
    can_use_passphrase: true,
    new_passphrase: true,
  };
  const { user } = renderApp("/", fake);
  await user.type(await screen.findByTestId("passphrase"), "correct horse");
  await user.type(screen.getByTestId("passphrase-again"), "correct hose");
  expect(screen.getByTestId("unlock")).toBeDisabled();
  await user.clear(screen.getByTestId("passphrase-again"));
  await user.type(screen.getByTestId("passphrase-again"), "correct horse{Enter}");
  expect(await screen.findByTestId("new-interview")).toBeVisible();
});

test("without a passphrase a locked keychain can only be tried again", async () => {
  const fake = new FakeApp();
  fake.startup = {
    state: "locked",
    code: "keychain_locked",
    detail: "unlock it first",
    can_use_passphrase: false,
    new_passphrase: false,
  };
  const { user } = renderApp("/", fake);
  expect(await screen.findByText("unlock it first")).toBeVisible();
  expect(screen.queryByTestId("passphrase")).not.toBeInTheDocument();
  fake.startup = { state: "ready" };
  await user.click(screen.getByTestId("startup-retry"));
  expect(await screen.findByTestId("new-interview")).toBeVisible();
});

test("a newer database says so in the user's language, with the detail", async () => {
  const fake = new FakeApp();
  fake.startup = { state: "failed", code: "newer_database", detail: "schema 9, this one knows 3" };
  renderApp("/", fake, "de");
  expect(await screen.findByTestId("startup-problem")).toHaveTextContent(
    "Die Daten stammen von einer neueren Version von Candor.",
  );
  expect(screen.getByText("schema 9, this one knows 3")).toBeVisible();
});

test("a window that cannot reach its program says so", async () => {
  const fake = new FakeApp();
  fake.startupStatus = () => Promise.reject(new Error("no such command"));
  renderApp("/", fake);
  expect(await screen.findByText("Candor did not answer.")).toBeVisible();
});

test("when facts do not flow the page says so, and goes on once they do", async () => {
  const fake = new FakeApp();
  const subscribe = fake.subscribe.bind(fake);
  fake.subscribe = () => Promise.reject(new Error("no channel"));
  const { user } = renderApp("/", fake);
  expect(await screen.findByText(/not updated by itself/)).toBeVisible();
  fake.subscribe = subscribe;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText(/No interviews yet/);
  fake.addInterview(fake.addPosition("Clerk"), "Ada Byron");
  expect(await screen.findByText("Ada Byron")).toBeVisible();
  expect(screen.queryByText(/not updated by itself/)).not.toBeInTheDocument();
});
