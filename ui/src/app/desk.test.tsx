import { onlineManager } from "@tanstack/react-query";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { deskSearch, filterOf } from "@/features/desk/filter";
import { renderApp } from "@/test/render-app";

afterEach(() => onlineManager.setOnline(true));

test("the first interview is made from a sample, and its room is one press away", async () => {
  const { fake, user, history } = renderApp();
  expect(await screen.findByText("No interviews yet")).toBeVisible();
  await user.click(await screen.findByTestId("first-interview"));
  await user.type(screen.getByTestId("candidate-name"), "  Ada Byron ");
  await screen.findByRole("option", { name: "Office clerk" });
  await user.selectOptions(screen.getByTestId("position-select"), "Office clerk");
  await user.click(screen.getByTestId("create-interview"));
  const dialog = await screen.findByRole("dialog", {
    name: "The interview with Ada Byron is ready",
  });
  await user.click(within(dialog).getByTestId("open-room"));
  const { interview, position } = fake.room("Ada Byron");
  await waitFor(() => expect(history.location.pathname).toBe(`/interviews/${interview.id}/room`));
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
  expect(await screen.findByText("The interview with Ada is ready")).toBeVisible();
  await user.click(screen.getByTestId("created-close"));
  expect(await screen.findByTestId("interview-row")).toHaveTextContent("Ada");
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

test("accommodations are chosen in plain words and can be changed until it begins", async () => {
  const fake = new FakeApp();
  fake.addPosition("Clerk");
  const { user } = renderApp("/", fake);
  await user.click(await screen.findByTestId("new-interview"));
  await user.type(screen.getByTestId("candidate-name"), "Ada");
  await screen.findByRole("option", { name: "Clerk" });
  await user.selectOptions(screen.getByTestId("position-select"), "Clerk");
  await user.click(screen.getByText("Accommodations"));
  await user.selectOptions(screen.getByTestId("extra-time"), "50");
  expect(screen.getByText("45 minutes in all")).toBeVisible();
  await user.click(screen.getByRole("switch", { name: "Typing instead of talking" }));
  expect(screen.getByText("2 arranged")).toBeVisible();
  await user.click(screen.getByTestId("create-interview"));
  await user.click(await screen.findByTestId("created-close"));
  expect(fake.room("Ada").interview.accommodations).toMatchObject({
    extra_time_percent: 50,
    typing_only: true,
    read_aloud: false,
  });

  await user.click(await screen.findByTestId("row-menu"));
  await user.click(await screen.findByTestId("row-edit"));
  const name = await screen.findByTestId("candidate-name");
  expect(name).toHaveValue("Ada");
  expect(screen.getByTestId("extra-time")).toHaveValue("50");
  await user.clear(name);
  await user.type(name, "Ada Byron");
  await user.click(screen.getByRole("switch", { name: "Typing instead of talking" }));
  await user.click(screen.getByTestId("create-interview"));
  expect(await screen.findByText("Ada Byron")).toBeVisible();
  expect(fake.room("Ada Byron").interview.accommodations).toMatchObject({ typing_only: false });
});

test("what has begun meanwhile is not changed, and says so", async () => {
  const fake = new FakeApp();
  const ada = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  const { user } = renderApp("/", fake);
  await user.click(await screen.findByTestId("row-menu"));
  await user.click(await screen.findByTestId("row-edit"));
  ada.consent(1);
  ada.start({ device: null, model: null, text_only: true }, 1_000);
  await user.click(await screen.findByTestId("create-interview"));
  expect(await screen.findByText("this interview has begun")).toBeVisible();
});

test("the list tells what was interrupted, filters by status, and follows what happens", async () => {
  const fake = new FakeApp();
  fake.now = () => 10_000;
  const clerk = fake.addPosition("Clerk");
  const ada = fake.addInterview(clerk, "Ada");
  fake.addInterview(clerk, "Grace", { status: "finished", started_at: 5, active_ms: 61_000 });
  const { user, history } = renderApp("/", fake);
  const rows = await screen.findAllByTestId("interview-row");
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^GraceClerkFinished.*1:01Review$/),
    expect.stringMatching(/^AdaClerkNot started.*To the room$/),
  ]);

  ada.consent(1);
  ada.start({ device: null, model: null, text_only: true }, 11_000);
  await waitFor(() => expect(screen.getByTestId("filter-started")).toHaveTextContent("Running1"));
  ada.interrupt(12_000);
  expect(await screen.findByText("Interrupted")).toBeVisible();

  await user.click(screen.getByTestId("filter-finished"));
  await waitFor(() => expect(screen.getAllByTestId("interview-row")).toHaveLength(1));
  expect(screen.getByTestId("filter-finished")).toHaveAttribute("aria-pressed", "true");
  expect(history.location.search).toBe("?status=finished");
  await user.click(screen.getByTestId("filter-paused"));
  await waitFor(() => expect(screen.getAllByTestId("interview-row")).toHaveLength(2));
  await user.type(screen.getByTestId("filter-words"), "nobody");
  expect(await screen.findByText("No interview matches")).toBeVisible();
  await user.click(screen.getByTestId("clear-filters"));
  await waitFor(() => expect(screen.getAllByTestId("interview-row")).toHaveLength(2));
  expect(screen.getByTestId("filter-words")).toHaveValue("");
});

test("many events in a row fetch the list a few times only", async () => {
  const fake = new FakeApp();
  const ada = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  renderApp("/", fake);
  await screen.findByText("Ada");
  const fetched = () => fake.requests.filter((line) => line === "GET /interviews").length;
  const before = fetched();
  for (let n = 0; n < 100; n++) fake.happened("interview_paused", ada.interview.id);
  ada.interview.candidate_name = "Ada Byron";
  expect(await screen.findByText("Ada Byron")).toBeVisible();
  expect(fetched() - before).toBeLessThan(5);
});

test("who waits for a person stands out, and further filters narrow the list", async () => {
  const fake = new FakeApp();
  const clerk = fake.addPosition("Clerk");
  const nurse = fake.addPosition("Nurse");
  fake.addInterview(clerk, "Ada", { status: "paused", human_requested_at: 5 });
  fake.addInterview(nurse, "Grace", { language: "de" });
  fake.addInterview(clerk, "Konrad", { status: "finished", withdrawn_at: 7 });
  const { user } = renderApp("/", fake);
  const names = () =>
    screen.queryAllByTestId("interview-row").map((row) => row.textContent.slice(0, 3));
  expect(await screen.findByText("Consent withdrawn")).toBeVisible();
  await user.click(screen.getByTestId("filter-waiting"));
  await waitFor(() => expect(names()).toEqual(["Ada"]));
  await user.click(screen.getByTestId("clear-filters"));
  await user.click(screen.getByTestId("more-filters"));
  await user.selectOptions(await screen.findByTestId("filter-position"), "Nurse");
  await waitFor(() => expect(names()).toEqual(["Gra"]));
  await user.selectOptions(screen.getByTestId("filter-position"), "All");
  await user.selectOptions(screen.getByTestId("filter-language"), "de");
  await waitFor(() => expect(names()).toEqual(["Gra"]));
  await user.selectOptions(screen.getByTestId("filter-language"), "");
  await user.click(screen.getByTestId("filter-withdrawn"));
  await waitFor(() => expect(names()).toEqual(["Kon"]));
});

test("days of a filter are whole local days, and nonsense in an address is dropped", () => {
  const filter = filterOf(deskSearch({ from: "2025-11-20", to: "2025-11-20", only: "everything" }));
  expect(filter.from).toBe(new Date(2025, 10, 20).getTime());
  expect(filter.before).toBe(new Date(2025, 10, 21).getTime());
  expect(filter).toMatchObject({ humanRequested: false, withdrawn: false, deleted: false });
  expect(deskSearch({ status: "paused,x", words: 17, from: "soon", language: "fr" })).toEqual({
    status: "paused",
    words: "17",
  });
});

test("interviews stand by day", async () => {
  const fake = new FakeApp();
  const clerk = fake.addPosition("Clerk");
  const now = Date.now();
  fake.now = () => new Date(2020, 4, 5).getTime();
  fake.addInterview(clerk, "Old");
  fake.now = () => now;
  fake.addInterview(clerk, "Ada");
  fake.addInterview(clerk, "Grace");
  renderApp("/", fake);
  await screen.findByText("Grace");
  expect(screen.getAllByTestId("section").map((title) => title.textContent)).toEqual([
    "Today",
    "May 2020",
  ]);
});

test("a deleted interview is gone, and undoing brings it back", async () => {
  const fake = new FakeApp();
  fake.addInterview(fake.addPosition("Clerk"), "Ada");
  const { user } = renderApp("/", fake);
  await user.click(await screen.findByTestId("row-menu"));
  await user.click(await screen.findByTestId("row-delete"));
  expect(await screen.findByText("The interview of Ada was deleted.")).toBeVisible();
  expect(await screen.findByText("Every interview is deleted")).toBeVisible();
  await user.click(screen.getByTestId("toast-action"));
  expect(await screen.findByText("The interview of Ada is back.")).toBeVisible();
  expect(await screen.findByTestId("interview-row")).toBeVisible();

  await user.click(screen.getByTestId("row-menu"));
  await user.click(await screen.findByTestId("row-delete"));
  await user.click(await screen.findByTestId("filter-deleted"));
  expect(await screen.findByTestId("interview-row")).toHaveTextContent("Ada");
  await user.click(screen.getByTestId("row-menu"));
  expect(screen.queryByTestId("row-edit")).toBeNull();
  await user.click(await screen.findByTestId("row-restore"));
  await waitFor(() => expect(screen.queryByTestId("interview-row")).toBeNull());
  expect(fake.room("Ada").interview.deleted_at).toBeNull();
});

test("a refused deletion says why, and the interview stays", async () => {
  const fake = new FakeApp();
  const ada = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  const { user } = renderApp("/", fake);
  await user.click(await screen.findByTestId("row-menu"));
  ada.interview.status = "started";
  await user.click(await screen.findByTestId("row-delete"));
  expect(await screen.findByText(/pause or finish it first/)).toBeVisible();
  expect(screen.getByTestId("interview-row")).toBeVisible();
});

test("works with the network cable pulled", async () => {
  onlineManager.setOnline(false);
  const fake = new FakeApp();
  fake.addInterview(fake.addPosition("Clerk"), "Ada");
  renderApp("/", fake);
  expect(await screen.findByText("Ada")).toBeVisible();
});
