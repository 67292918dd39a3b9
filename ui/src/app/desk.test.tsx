import { onlineManager } from "@tanstack/react-query";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { renderApp } from "@/test/render-app";

afterEach(() => onlineManager.setOnline(true));

test("the first interview is made from a sample, and its room opens", async () => {
  const { fake, user, history } = renderApp();
  await user.click(await screen.findByTestId("new-interview"));
  await user.type(screen.getByTestId("candidate-name"), "  Ada Byron ");
  await screen.findByRole("option", { name: "Office clerk" });
  await user.selectOptions(screen.getByTestId("position-select"), "Office clerk");
  await user.click(screen.getByTestId("create-interview"));
  expect(await screen.findByText("Welcome, Ada Byron")).toBeVisible();
  const { interview, position } = fake.room("Ada Byron");
  expect(history.location.pathname).toBe(`/interviews/${interview.id}/room`);
  expect(position.title).toBe("Office clerk");
  expect(interview).toMatchObject({ language: "en", recommended_minutes: 30 });
});

test("what is missing is said at its field, and nothing is sent", async () => {
  const { fake, user } = renderApp();
  await user.click(await screen.findByTestId("new-interview"));
  await user.clear(screen.getByTestId("minutes"));
  await user.click(screen.getByTestId("create-interview"));
  const name = screen.getByTestId("candidate-name");
  await waitFor(() => expect(name).toHaveAccessibleDescription("This is needed."));
  expect(name).toBeInvalid();
  expect(name).toHaveFocus();
  expect(screen.getByTestId("minutes")).toHaveAccessibleDescription("Between 1 and 480 minutes.");
  expect(fake.requests).not.toContain("POST /interviews");
});

test("a refusal keeps the form, and trying again makes no second position", async () => {
  const { fake, user } = renderApp();
  fake.refuse("POST", /^\/interviews$/, new Problem("invalid", "the name is not a name"));
  await user.click(await screen.findByTestId("new-interview"));
  await user.type(screen.getByTestId("candidate-name"), "Ada");
  await screen.findByRole("option", { name: "Nurse" });
  await user.selectOptions(screen.getByTestId("position-select"), "Nurse");
  await user.click(screen.getByTestId("create-interview"));
  expect(await screen.findByText("the name is not a name")).toBeVisible();
  expect(screen.getByTestId("candidate-name")).toHaveValue("Ada");
  await waitFor(() => expect(screen.getByTestId("position-select")).toHaveDisplayValue("Nurse"));
  await user.click(screen.getByTestId("create-interview"));
  expect(await screen.findByText("Welcome, Ada")).toBeVisible();
  expect(fake.positions.map(({ title }) => title)).toEqual(["Nurse"]);
});

test("the language follows a position that does not know the one chosen", async () => {
  const { user } = renderApp("/", new FakeApp(), "de");
  await user.click(await screen.findByTestId("new-interview"));
  expect(screen.getByTestId("language-select")).toHaveDisplayValue("Deutsch");
  await screen.findByRole("option", { name: "Nurse" });
  await user.selectOptions(screen.getByTestId("position-select"), "Nurse");
  expect(screen.getByTestId("language-select")).toHaveDisplayValue("English");
});

test("the list tells what was interrupted, filters by status, and follows what happens", async () => {
  const fake = new FakeApp();
  const clerk = fake.addPosition("Clerk");
  const ada = fake.addInterview(clerk, "Ada");
  fake.addInterview(clerk, "Grace", { status: "finished", started_at: 5, active_ms: 61_000 });
  const { user } = renderApp("/", fake);
  const rows = await screen.findAllByTestId("interview-row");
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^GraceClerkFinished.*1:01Review$/),
    expect.stringMatching(/^AdaClerkNot started.*To the room$/),
  ]);

  ada.consent(1);
  ada.start({ device: null, model: null, text_only: true }, 1_000);
  expect(await screen.findByText("Running", { selector: "span" })).toBeVisible();
  ada.interrupt(2_000);
  expect(await screen.findByText("Interrupted")).toBeVisible();

  await user.selectOptions(screen.getByTestId("status-filter"), "Finished");
  await waitFor(() => expect(screen.getAllByTestId("interview-row")).toHaveLength(1));
  await user.selectOptions(screen.getByTestId("status-filter"), "Expired");
  expect(await screen.findByText("No interview has this status.")).toBeVisible();
});

test("works with the network cable pulled", async () => {
  onlineManager.setOnline(false);
  const fake = new FakeApp();
  fake.addInterview(fake.addPosition("Clerk"), "Ada");
  renderApp("/", fake);
  expect(await screen.findByText("Ada")).toBeVisible();
});

test("positions come from samples and plan files, and go after asking", async () => {
  const { fake, user } = renderApp("/positions");
  await screen.findByRole("option", { name: "Office clerk" });
  await user.selectOptions(screen.getByTestId("sample-select"), "Office clerk");
  await user.click(screen.getByTestId("create-from-sample"));
  const list = await screen.findByTestId("positions");
  expect(within(list).getByRole("heading", { name: "Office clerk" })).toBeVisible();
  expect(within(list).getByText("3 questions")).toBeVisible();

  await user.click(screen.getByTestId("import-plan"));
  const text = screen.getByTestId("plan-text");
  await user.type(text, "nonsense");
  await user.click(screen.getByTestId("import-confirm"));
  expect(await screen.findByText("line 1: the title is missing")).toBeVisible();
  await user.clear(text);
  await user.upload(
    screen.getByTestId("plan-file"),
    new File(['title = "Gardener"\n'], "gardener.toml"),
  );
  await waitFor(() => expect(text).toHaveValue('title = "Gardener"\n'));
  await user.click(screen.getByTestId("import-confirm"));
  expect(await screen.findByRole("heading", { name: "Gardener" })).toBeVisible();

  const [clerk, gardener] = within(list).getAllByTestId("position");
  if (!clerk || !gardener) throw new Error("two positions were expected");
  await user.click(within(gardener).getByRole("button", { name: "Export" }));
  expect(await screen.findByDisplayValue(/title = "Gardener"/)).toBeVisible();
  await user.keyboard("{Escape}");

  await user.click(within(clerk).getByRole("button", { name: "Delete" }));
  const dialog = screen.getByRole("alertdialog", { name: "Delete “Office clerk”?" });
  await user.click(within(dialog).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(fake.positions.map(({ title }) => title)).toEqual(["Gardener"]));
  await waitFor(() => expect(screen.queryByText("Office clerk", { selector: "h2" })).toBeNull());
});
