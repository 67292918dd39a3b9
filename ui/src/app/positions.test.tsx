import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { renderApp } from "@/test/render-app";

/** The editor with the sample plan in it: three questions in three languages. */
async function openEditor(language = "en") {
  const fake = new FakeApp();
  const position = fake.addPosition("Office clerk");
  const opened = renderApp(`/positions/${position.id}`, fake, language);
  await screen.findByTestId("plan-editor");
  return { ...opened, position };
}

const stored = (fake: FakeApp) => fake.positions[0]?.plan.questions ?? [];
const keys = (fake: FakeApp) => stored(fake).map(({ key }) => key);
const saved = () =>
  waitFor(() => expect(screen.getByTestId("save-state")).toHaveTextContent("Saved"));

async function openQuestion(user: ReturnType<typeof renderApp>["user"], place: number) {
  const card = screen.getAllByTestId("question")[place - 1];
  if (!card) throw new Error(`no question ${place}`);
  await user.click(within(card).getByTestId("toggle-question"));
  return within(card);
}

test("positions come from samples and plan files, with faults line by line", async () => {
  const { fake, user, history } = renderApp("/positions");
  await user.click(await screen.findByTestId("from-sample"));
  await user.click(await screen.findByTestId("sample-office-clerk"));
  await screen.findByTestId("plan-editor");
  expect(history.location.pathname).toBe(`/positions/${fake.positions[0]?.id}`);

  await user.click(screen.getByTestId("back-to-positions"));
  await user.click(await screen.findByTestId("import-plan"));
  const text = screen.getByTestId("plan-text");
  await user.type(text, 'format = "candor-plan/1"\ntitle = ""');
  await user.click(screen.getByTestId("import-confirm"));
  const faults = await screen.findByTestId("import-faults");
  expect(faults).toHaveTextContent("Line 2titleThis is needed.");
  await user.click(within(faults).getByTestId("fault-line"));
  expect(text).toHaveFocus();
  await user.upload(
    screen.getByTestId("plan-file"),
    new File(['title = "Gardener"\n'], "gardener.toml"),
  );
  await waitFor(() => expect(text).toHaveValue('title = "Gardener"\n'));
  await user.click(screen.getByTestId("import-confirm"));
  expect(await screen.findByRole("heading", { level: 1, name: "Gardener" })).toBeVisible();
});

test("a position is exported, duplicated, and deleted with a way back", async () => {
  const fake = new FakeApp();
  fake.addPosition("Office clerk");
  const { user } = renderApp("/positions", fake);
  await user.click(await screen.findByTestId("position-menu"));
  await user.click(await screen.findByTestId("export-position"));
  expect(await screen.findByTestId("exported-plan")).toHaveDisplayValue(/title = "Office clerk"/);
  await user.click(screen.getByTestId("save-plan-file"));
  expect(await screen.findByText("Saved as /home/ada/office-clerk.toml")).toBeVisible();
  expect(fake.savedFiles.get("office-clerk.toml")).toContain('title = "Office clerk"');

  await user.click(screen.getByTestId("position-menu"));
  await user.click(await screen.findByTestId("delete-position"));
  expect(await screen.findByTestId("no-positions")).toBeVisible();
  await user.click(await screen.findByTestId("toast-action"));
  expect(await screen.findByRole("link", { name: "Office clerk" })).toBeVisible();

  await user.click(screen.getByTestId("position-menu"));
  await user.click(await screen.findByTestId("duplicate-position"));
  expect(await screen.findByRole("heading", { name: "Office clerk (copy)" })).toBeVisible();
});

test("a new position is written, and everything missing is said at its field", async () => {
  const { fake, user, history } = renderApp("/positions/new");
  await user.click(await screen.findByTestId("save-position"));
  const title = screen.getByTestId("position-title");
  await waitFor(() => expect(title).toHaveFocus());
  expect(title).toHaveAccessibleDescription("This is needed.");
  expect(screen.getByTestId("competency-name")).toHaveAccessibleDescription("This is needed.");
  const text = screen.getByTestId("question-text");
  expect(text).toHaveAccessibleDescription("Write the question in at least one language.");
  expect(screen.getByTestId("save-state")).toHaveTextContent("4 things to mend");
  expect(fake.positions).toEqual([]);

  await user.type(title, "Gardener");
  await user.type(screen.getByTestId("competency-name"), "Green fingers");
  await user.type(text, "Why plants?");
  expect(screen.getByTestId("save-state")).toHaveTextContent("Unsaved changes");
  expect(screen.getByTestId("question-key")).toHaveValue("why-plants");
  await user.keyboard("{Control>}s{/Control}");
  await saved();
  const [position] = fake.positions;
  expect(history.location.pathname).toBe(`/positions/${position?.id}`);
  expect(position).toMatchObject({
    title: "Gardener",
    plan: {
      competencies: [{ key: "green-fingers", name: "Green fingers" }],
      questions: [{ key: "why-plants", competency: "green-fingers", text: { en: "Why plants?" } }],
    },
  });
});

test("questions are moved, duplicated, deleted and put back", async () => {
  const { fake, user } = await openEditor();
  const [up] = screen.getAllByTestId("move-up");
  expect(up).toHaveAttribute("aria-disabled", "true");
  const down = screen.getAllByTestId("move-down")[0];
  if (!down) throw new Error("a button was expected");
  await user.click(down);
  expect(down).toHaveFocus();
  expect(screen.getByText("Question 1 now stands at place 2 of 3.")).toBeInTheDocument();
  await user.click(screen.getByTestId("save-position"));
  await saved();
  expect(keys(fake)).toEqual(["mistake", "intro", "team"]);

  const menu = async (place: number, item: string) => {
    const button = screen.getAllByTestId("question-menu")[place - 1];
    if (button) await user.click(button);
    await user.click(await screen.findByTestId(item));
  };
  await menu(2, "duplicate-question");
  await menu(1, "delete-question");
  expect(screen.getAllByTestId("question")).toHaveLength(3);
  await user.click(await screen.findByTestId("toast-action"));
  await user.click(screen.getByTestId("save-position"));
  await saved();
  expect(keys(fake)).toEqual(["mistake", "intro", "intro-2", "team"]);
});

test("texts are written per language, and what is missing is shown", async () => {
  const { fake, user } = await openEditor();
  const card = await openQuestion(user, 1);
  await user.click(screen.getByTestId("texts-de"));
  const text = card.getByTestId("question-text");
  await user.clear(text);
  expect(text).toHaveAccessibleDescription("English: What did you do in your last job?");
  expect(card.getByText("Missing: Deutsch")).toBeVisible();
  expect(screen.getByTestId("texts-de")).toHaveTextContent("Deutsch1 missing");
  await user.type(text, "Was taten Sie zuletzt?");
  expect(screen.getByTestId("texts-de")).toHaveTextContent(/^Deutsch$/);
  expect(card.getByTestId("follow-up")).toHaveValue("");
  await user.type(card.getByTestId("follow-up"), "Und dann?");
  await user.type(card.getByTestId("question-keywords"), "Akten, Termine");
  await user.click(screen.getByTestId("save-position"));
  await saved();
  expect(stored(fake)[0]).toMatchObject({
    text: { de: "Was taten Sie zuletzt?", en: "What did you do in your last job?" },
    follow_ups: [{ en: "What part of it did you like most?", de: "Und dann?" }],
    keywords: { de: ["Akten", "Termine"] },
  });
});

test("weights and times are added up, in the numbers of the language", async () => {
  const { fake, user } = await openEditor("de");
  const card = await openQuestion(user, 2);
  const weight = card.getByTestId("question-weight");
  await user.clear(weight);
  await user.type(weight, "2.5");
  expect(weight).toHaveValue("2,5");
  expect(screen.getByTestId("weight-sum")).toHaveTextContent("zusammen 4,5");
  const minutes = card.getByTestId("question-minutes");
  await user.type(minutes, "{ArrowUp}");
  expect(minutes).toHaveValue("3,5");
  const verdict = screen.getByTestId("time-verdict");
  expect(verdict).toHaveTextContent("Passt");
  await user.clear(screen.getByTestId("compare-minutes"));
  await user.type(screen.getByTestId("compare-minutes"), "7");
  expect(verdict).toHaveTextContent("2 Min. zu lang");
  await user.click(screen.getByTestId("save-position"));
  await waitFor(() => expect(stored(fake)[1]).toMatchObject({ weight: 2.5, time_budget_s: 210 }));
});

test("an earlier version is not overwritten unseen, and what was typed stays", async () => {
  const { fake, user, position } = await openEditor();
  const title = screen.getByTestId("position-title");
  await user.type(title, ", nights");
  fake.positions = [{ ...position, title: "Their title", updated_at: position.updated_at + 5 }];
  fake.happened("position_updated", position.id);
  await user.click(screen.getByTestId("save-position"));
  expect(await screen.findByTestId("conflict")).toBeVisible();
  expect(title).toHaveValue("Office clerk, nights");
  expect(fake.positions[0]?.title).toBe("Their title");
  await user.click(screen.getByTestId("overwrite"));
  await saved();
  expect(fake.positions[0]?.title).toBe("Office clerk, nights");
  expect(screen.queryByTestId("conflict")).toBeNull();
});

test("the other version can be taken instead, and comes by itself while nothing is typed", async () => {
  const { fake, user, position } = await openEditor();
  const theirs = (title: string, updated_at: number) => {
    fake.positions = [{ ...position, title, updated_at }];
    fake.happened("position_updated", position.id);
  };
  const title = screen.getByTestId("position-title");
  theirs("Theirs", position.updated_at + 5);
  await waitFor(() => expect(title).toHaveValue("Theirs"));
  await user.type(title, " and mine");
  theirs("Theirs again", position.updated_at + 10);
  await user.click(screen.getByTestId("save-position"));
  await user.click(await screen.findByTestId("take-theirs"));
  expect(title).toHaveValue("Theirs again");
  await saved();
});

test("what was deleted in the meantime can be saved as a new position", async () => {
  const { fake, user, position } = await openEditor();
  await user.type(screen.getByTestId("position-title"), "!");
  fake.positions = [];
  fake.happened("position_deleted", position.id);
  await user.click(screen.getByTestId("save-position"));
  await user.click(await screen.findByTestId("overwrite"));
  await waitFor(() => expect(fake.positions[0]?.title).toBe("Office clerk!"));
  expect(fake.positions[0]?.id).not.toBe(position.id);
});

test("unsaved changes are not lost by leaving", async () => {
  const { fake, user, history } = await openEditor();
  await user.type(screen.getByTestId("position-title"), "!");
  await user.click(screen.getByTestId("nav-desk"));
  await user.click(await screen.findByTestId("leave-stay"));
  expect(screen.getByTestId("position-title")).toHaveValue("Office clerk!");
  fake.refuse("PUT", /positions/, new Problem("disk_full", "no space is left"));
  await user.click(screen.getByTestId("nav-desk"));
  await user.click(await screen.findByTestId("leave-save"));
  expect(await screen.findByText("The disk is full.")).toBeVisible();
  await user.click(screen.getByTestId("nav-desk"));
  await user.click(await screen.findByTestId("leave-save"));
  await waitFor(() => expect(history.location.pathname).toBe("/"));
  expect(fake.positions[0]?.title).toBe("Office clerk!");
});

test("the plan is heard before it is saved, in each language, as far as it goes", async () => {
  const { user } = await openEditor();
  await user.click(screen.getByTestId("tab-preview"));
  const lines = await screen.findByTestId("preview-lines");
  expect(within(lines).getByText("What did you do in your last job?")).toBeVisible();
  expect(within(lines).getByText("If the answer is thin")).toBeVisible();
  expect(screen.getByTestId("preview-total")).toHaveTextContent(/^About \d+ min$/);
  await user.selectOptions(screen.getByTestId("preview-language"), "Русский");
  expect(
    await screen.findByText("Чем вы занимались на последней работе?", { selector: "li p" }),
  ).toBeVisible();
  await user.clear(screen.getByTestId("preview-minutes"));
  await user.type(screen.getByTestId("preview-minutes"), "4");
  expect(await screen.findByTestId("preview-left-out")).toHaveTextContent("1 question");
  const card = await openQuestion(user, 1);
  await user.clear(card.getByTestId("question-weight"));
  expect(await screen.findByTestId("preview-not-yet")).toHaveTextContent("1 thing to mend");
});

test("the preview is read aloud by a voice of this computer, line by line", async () => {
  const spoken: SpeechSynthesisUtterance[] = [];
  const synthesis = Object.assign(new EventTarget(), {
    getVoices: () => [{ lang: "en-GB", voiceURI: "en", localService: true }],
    speak: (words: SpeechSynthesisUtterance) => spoken.push(words),
    cancel: vi.fn(),
  });
  vi.stubGlobal("speechSynthesis", synthesis);
  vi.stubGlobal(
    "SpeechSynthesisUtterance",
    class {
      constructor(readonly text: string) {}
    },
  );
  const { user } = await openEditor();
  await user.click(screen.getByTestId("tab-preview"));
  await user.click(await screen.findByTestId("read-aloud"));
  expect(spoken[0]?.text).toMatch(/^Hello/);
  const current = () =>
    screen.getByTestId("preview-lines").querySelector("[aria-current=step]")?.textContent;
  expect(current()).toMatch(/^Greeting/);
  spoken[0]?.onend?.({} as SpeechSynthesisEvent);
  await waitFor(() => expect(current()).toMatch(/^Question/));
  await user.click(screen.getByTestId("stop-reading"));
  expect(synthesis.cancel).toHaveBeenCalled();
  expect(current()).toBeUndefined();
});
