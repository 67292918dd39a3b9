// The desk with ten thousand interviews, and the search over them, on every size, theme and language.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, openApp, startBench } from "./bench.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const MOST_ROWS = 60;

const SCREENS = [
  ...["en", "de", "ru"].flatMap((language) =>
    ["light", "dark"].map((theme) => ({ width: 1024, height: 640, theme, language })),
  ),
  { width: 1920, height: 1080, theme: "light", language: "en" },
  // 1024 × 640 at a zoom of 200 %.
  { width: 512, height: 320, scale: 2, theme: "dark", language: "ru" },
  { width: 512, height: 320, scale: 2, theme: "light", language: "de" },
];

/** Ten thousand interviews over three years, one of them full of words. */
function fill(language) {
  const { fake } = window;
  const words = {
    en: ["Ada Byron", "Harbour clerk", "I kept the books at the harbour office for six years."],
    de: ["Jürgen Weiß", "Bürokraft im Hafen", "Ich führte sechs Jahre die Bücher im Hafenamt."],
    ru: ["Пётр Ёлкин", "Портовый служащий", "Шесть лет я вёл книги в портовой конторе."],
  }[language];
  const positions = [fake.addPosition(words[1]), fake.addPosition("Customer support agent")];
  const statuses = ["finished", "finished", "finished", "cancelled", "not_started", "expired"];
  const now = Date.now();
  for (let n = 10_000; n > 1; n--) {
    const at = now - n * 9_000_000;
    fake.addInterview(positions[n % 2], `${words[0].split(" ")[0]} ${n}`, {
      created_at: at,
      status: statuses[n % statuses.length],
      candidate_external_id: n % 3 === 0 ? `E-${n}` : null,
      language,
      ...(n % 6 < 3 && { started_at: at, finished_at: at + 2_400_000, active_ms: 2_222_000 }),
    });
  }
  const paused = fake.addInterview(positions[1], "Grace Hopper", { language });
  paused.consent(now - 60_000);
  paused.start({ device: null, model: "base", text_only: false }, now - 50_000);
  paused.interview.human_requested_at = now - 20_000;
  paused.interrupt(now - 10_000);
  const finished = fake.addInterview(positions[0], words[0], { language });
  finished.consent(now - 90_000);
  finished.start({ device: null, model: "base", text_only: false }, now - 80_000);
  for (let n = 0; n < 5; n++) finished.say(words[2], now - 70_000 + n * 9_000);
  finished.finish(now - 5_000);
  return words;
}

const rows = (page) => page.getByTestId("interview-row").count();
const firstNames = (page) =>
  page.getByTestId("interview-row").evaluateAll((found) => found.map((row) => row.textContent));

/** Waits until every line on screen has come. */
const settled = (page) =>
  page.waitForFunction(() => {
    const lines = [...document.querySelectorAll("[data-testid=interviews] > li")];
    const visible = lines.filter((line) => {
      const { top, bottom } = line.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    return visible.length > 0 && visible.every((line) => line.querySelector("a"));
  });

for (const screen of SCREENS) {
  const { width, height, theme, language } = screen;
  test(`the desk at ${width}×${height}, ${theme}, ${language}`, async () => {
    const page = await openApp(bench, screen);
    const shot = (name) => inspect(page, `desk-${width}-${theme}-${language}-${name}`);
    await page.getByTestId("no-interviews").waitFor();
    await shot("01-first-time");
    const words = await page.evaluate(fill, language);
    await page.getByTestId("interview-row").first().waitFor();
    await shot("02-list");
    await page.getByTestId("interview-row").first().scrollIntoViewIfNeeded();
    await settled(page);
    assert.ok((await rows(page)) <= MOST_ROWS, "rows at the top");
    // The whole list is there to be scrolled, though few of its rows are.
    for (const share of [0.25, 0.5, 1]) {
      await page.evaluate((to) => scrollTo(0, document.body.scrollHeight * to), share);
      await settled(page);
      assert.ok((await rows(page)) <= MOST_ROWS, `rows at ${share}`);
    }
    const last = await firstNames(page);
    assert.match(last.at(-1), /10000/, "the oldest stands last");
    await shot("03-scrolled");

    await page.evaluate(() => scrollTo(0, 0));
    await page.getByTestId("filter-waiting").click();
    await page.waitForFunction(
      () => document.querySelectorAll("[data-testid=interview-row]").length === 1,
    );
    await page.getByTestId("clear-filters").click();
    await page.getByTestId("filter-words").fill("9998");
    await page.getByTestId("interview-row").filter({ hasText: "9998" }).waitFor();
    await page.getByTestId("filter-words").fill("nobody at all");
    await page.getByTestId("no-match").waitFor();
    await page.getByTestId("more-filters").click();
    await page.getByTestId("more-filters-sheet").waitFor();
    await shot("04-filters");
    await page.keyboard.press("Escape");
    await page.getByTestId("clear-filters").click();
    await page.getByTestId("interview-row").first().waitFor();

    await page.getByTestId("new-interview").click();
    await page.getByTestId("candidate-name").fill("Emmy Noether");
    await page.getByTestId("position-select").selectOption({ label: words[1] });
    await page.getByTestId("accommodations").locator("summary").click();
    await page.getByTestId("extra-time").selectOption("50");
    await page.getByTestId("accommodation-typing_only").click();
    await page.getByTestId("accommodation-typing_only").scrollIntoViewIfNeeded();
    await shot("05-new-interview");
    await page.getByTestId("create-interview").click();
    await page.getByTestId("created").waitFor();
    await shot("06-created");
    await page.getByTestId("created-close").click();
    const emmy = page.getByTestId("interview-row").filter({ hasText: "Emmy Noether" });
    await emmy.waitFor();

    const menu = page.getByRole("listitem").filter({ has: emmy }).getByTestId("row-menu");
    await menu.click();
    await page.getByTestId("row-delete").waitFor();
    await shot("07-menu");
    await page.getByTestId("row-delete").click();
    await page.getByTestId("toast-action").waitFor();
    await emmy.waitFor({ state: "detached" });
    await shot("08-deleted");
    await page.getByTestId("toast-action").click();
    await emmy.waitFor();

    await page.keyboard.press("Control+k");
    await page.getByTestId("search-hint").waitFor();
    await shot("09-search");
    await page.getByTestId("search-input").fill(words[2].split(" ")[4].slice(0, 4));
    await page.getByTestId("found-hit").first().waitFor();
    await shot("10-found");
    assert.ok((await page.getByRole("option").count()) <= MOST_ROWS);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/review\?message=[0-9a-f-]+&at=\d+$/);
    await page.getByTestId("search-dialog").waitFor({ state: "detached" });
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("coming back from an interview, the list is where it was", async () => {
  const page = await openApp(bench, { width: 1024, height: 640 });
  await page.evaluate(fill, "en");
  await page.getByTestId("interview-row").first().waitFor();
  await page.evaluate(() => scrollTo(0, 200_000));
  await settled(page);
  const before = await page.evaluate(() => Math.round(scrollY));
  const row = page.getByTestId("interview-row").filter({ hasText: "Finished" });
  const visible = await row.evaluateAll((found) =>
    found.findIndex((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return top > 100 && bottom < innerHeight - 100;
    }),
  );
  await row.nth(visible).click();
  await page.waitForURL(/review/);
  await page.goBack();
  await page.getByTestId("interviews").waitFor();
  await settled(page);
  const now = await page.evaluate(() => Math.round(scrollY));
  assert.ok(Math.abs(now - before) < 200, `${before} → ${now}`);
  await page.context().close();
});

test("scrolling through ten thousand interviews is smooth", async () => {
  const page = await openApp(bench, { width: 1024, height: 640 });
  await page.evaluate(fill, "en");
  await page.getByTestId("interview-row").first().waitFor();
  await settled(page);
  const { frames, most } = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const frames = [];
        let most = 0;
        let last = performance.now();
        let left = 120;
        const step = (now) => {
          frames.push(now - last);
          last = now;
          most = Math.max(most, document.querySelectorAll("[data-testid=interview-row]").length);
          scrollBy(0, 240);
          if (--left > 0) requestAnimationFrame(step);
          else resolve({ frames: frames.slice(1), most });
        };
        requestAnimationFrame(step);
      }),
  );
  const sorted = frames.sort((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)];
  console.log(
    `scroll frames: median ${sorted[sorted.length >> 1].toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
  );
  assert.ok(most <= MOST_ROWS, `${most} rows`);
  await page.context().close();
});
