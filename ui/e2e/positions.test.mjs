// Positions and their plans in a real browser: dragging by mouse and by keyboard, leaving with unsaved
// changes, dropping a plan file, and switching the language while the form is open.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, openApp, shows, startBench } from "./bench.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const SIZE = { width: 1024, height: 640 };

/** A page with the sample plan in the editor: the questions intro, mistake and team. */
async function openEditor(screen = SIZE) {
  const page = await openApp(bench, screen);
  await page.evaluate(() => window.fake.addPosition("Office clerk"));
  await page.getByTestId("nav-positions").click();
  await page.getByTestId("open-position").click();
  await page.getByTestId("questions").waitFor();
  return page;
}

/** Saves, and tells the keys of the questions as they were stored. */
async function savedOrder(page) {
  await page.getByTestId("save-position").click();
  await page.waitForFunction(() => document.querySelector("[data-testid=save-position]").disabled);
  return page.evaluate(() => window.fake.positions[0].plan.questions.map(({ key }) => key));
}

test("questions are dragged with the mouse", async () => {
  const page = await openEditor({ width: 1920, height: 1080 });
  const handles = page.getByTestId("drag-question");
  const from = await handles.nth(0).boundingBox();
  const to = await handles.nth(2).boundingBox();
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, from.y + 40, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2 + 10, { steps: 8 });
  await inspect(page, "positions-dragging");
  await page.mouse.up();
  assert.deepEqual(await savedOrder(page), ["mistake", "team", "intro"]);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("questions are dragged with the keyboard, and every step is announced", async () => {
  const page = await openEditor();
  const announced = (text) =>
    page.locator("[aria-live=assertive]").filter({ hasText: text }).waitFor({ state: "attached" });
  await page.getByTestId("drag-question").nth(2).focus();
  await page.keyboard.press("Space");
  await announced("Question 3 is lifted.");
  await page.keyboard.press("ArrowUp");
  await announced("Question 3 now stands at place 2 of 3.");
  await page.keyboard.press("Space");
  assert.deepEqual(await savedOrder(page), ["intro", "team", "mistake"]);

  await page.getByTestId("drag-question").first().focus();
  await page.keyboard.press("Space");
  await announced("Question 1 is lifted.");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await announced("The question stays where it was.");
  assert.ok(await page.getByTestId("save-position").isDisabled(), "nothing was changed");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("leaving asks, and both ways out do what they say", async () => {
  const page = await openEditor();
  await page.getByTestId("position-title").fill("Head clerk");
  await page.goBack();
  await page.getByTestId("unsaved").waitFor();
  await inspect(page, "positions-unsaved");
  await page.keyboard.press("Escape");
  await page.getByTestId("unsaved").waitFor({ state: "detached" });
  assert.equal(await page.getByTestId("position-title").inputValue(), "Head clerk");
  await page.getByTestId("nav-desk").click();
  await page.getByTestId("leave-discard").click();
  await page.getByTestId("new-interview").waitFor();
  assert.equal(await page.evaluate(() => window.fake.positions[0].title), "Office clerk");
  await page.context().close();
});

test("a plan file is dropped on the import dialog", async () => {
  const page = await openApp(bench, SIZE);
  await page.getByTestId("nav-positions").click();
  await page.getByTestId("import-plan").click();
  const files = await page.evaluateHandle(() => {
    const dropped = new window.DataTransfer();
    dropped.items.add(new window.File(['title = "Gardener"\n'], "gardener.toml"));
    return dropped;
  });
  const target = page.getByRole("dialog").locator("form");
  await target.dispatchEvent("dragover", { dataTransfer: files });
  await target.dispatchEvent("drop", { dataTransfer: files });
  await page.waitForFunction(() =>
    document.querySelector("[data-testid=plan-text]").value.includes("Gardener"),
  );
  await page.getByTestId("import-confirm").click();
  await page.getByRole("heading", { level: 1, name: "Gardener" }).waitFor();
  await page.context().close();
});

test("the language of the app changes under an open form, which keeps what was typed", async () => {
  const page = await openEditor();
  await page.getByTestId("position-title").fill("Head clerk");
  await page.getByTestId("toggle-question").nth(1).click();
  await page.getByTestId("question-minutes").fill("2.5");
  await page.getByTestId("ui-language").selectOption("de");
  await shows(page, "save-state", "Ungespeicherte Änderungen");
  assert.equal(await page.getByTestId("position-title").inputValue(), "Head clerk");
  assert.equal(await page.getByTestId("question-minutes").inputValue(), "2,5");
  assert.equal(await page.title(), "Planeditor – Candor");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  await page.getByTestId("ui-language").selectOption("ru");
  await shows(page, "save-state", "несохранённые");
  await page.getByTestId("theme").click();
  await inspect(page, "positions-languages");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("the content is one key away, and the header says where one is", async () => {
  const page = await openApp(bench, { width: 512, height: 320, scale: 2 });
  await page.goto(`${bench.url}positions`);
  await page.getByTestId("no-positions").waitFor();
  await page.keyboard.press("Tab");
  await page.waitForFunction(() => document.activeElement.dataset.testid === "skip-link");
  await inspect(page, "skip-link");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "content");
  assert.equal(await page.getByTestId("nav-positions").getAttribute("aria-current"), "page");
  await page.context().close();
});
