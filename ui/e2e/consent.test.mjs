// The consent in a browser: by keyboard, in the order a screen reader reads, and out of the way of nobody.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, startBench } from "./bench.mjs";
import { openScreen } from "./screens.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const LARGE = { size: "1920x1080", theme: "dark", language: "de" };
const LAPTOP = { size: "1024x640", theme: "light", language: "en" };

const ROOM = {
  name: "consent",
  seed: (_, desk) => `/interviews/${desk.upcoming.interview.id}/room`,
  ready: "consent-agree",
};

const focused = (page) => page.evaluate(() => document.activeElement.dataset.testid ?? null);

test("the decision is reached by keyboard after the text, the no before the yes, and neither is chosen", async () => {
  const page = await openScreen(bench, ROOM, LAPTOP);
  assert.equal(
    await page.evaluate(() => document.activeElement.tagName),
    "H1",
    "reading begins at the heading",
  );
  const order = [];
  while (order.at(-1) !== "consent-agree" && order.length < 12) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now !== null) order.push(now);
  }
  assert.deepEqual(order, [
    "consent-language-en",
    "consent-language-de",
    "consent-language-ru",
    "consent-decline",
    "consent-agree",
  ]);
  assert.equal(await page.getByRole("checkbox").count(), 0, "nothing is ticked beforehand");
  const looks = await page.evaluate(() =>
    ["consent-decline", "consent-agree"].map((id) => {
      const button = document.querySelector(`[data-testid=${id}]`);
      const { backgroundColor, color, fontSize, fontWeight } = getComputedStyle(button);
      return { backgroundColor, color, fontSize, fontWeight, height: button.offsetHeight };
    }),
  );
  assert.deepEqual(looks[0], looks[1], "neither answer is made the easier one");
  const headings = await page.getByRole("main").getByRole("heading").allTextContents();
  assert.equal(headings.length, 8);
  assert.equal(headings[0], "Before we begin");
  assert.equal(headings.at(-1), "Your decision");
  await page.keyboard.press("Enter");
  await page.getByTestId("consent-agree").waitFor({ state: "detached" });
  assert.ok(
    await page.evaluate(() =>
      [...window.fake.consent.given.values()].some(({ language }) => language === "en"),
    ),
  );
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("the language read is the language shown, and the page says so to screen readers", async () => {
  const page = await openScreen(bench, ROOM, LARGE);
  await page.getByTestId("consent-language-ru").click();
  const article = page.locator("article[lang=ru]");
  await article.waitFor();
  assert.match(await article.textContent(), /Прежде чем начать/);
  await page.getByTestId("consent-decline").click();
  await page.locator("article[lang=ru]").filter({ hasText: "Ничего не было записано" }).waitFor();
  await inspect(page, "consent-1920-dark-ru-declined");
  await page.getByTestId("consent-leave").click();
  await page.getByTestId("new-interview").waitFor();
  assert.equal(await page.evaluate(() => window.fake.consent.given.size), 0);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("on a large screen the whole decision is in sight without scrolling", async () => {
  for (const size of ["1024x640", "1920x1080"]) {
    const page = await openScreen(bench, ROOM, { ...LAPTOP, size });
    for (const id of ["consent-decline", "consent-agree"]) {
      const box = await page.getByTestId(id).boundingBox();
      const { height } = page.viewportSize();
      assert.ok(box.y + box.height <= height, `${id} at ${size}`);
    }
    await page.context().close();
  }
});
