// Rating an interview in a browser: quotes that are heard, words selected by mouse and by keyboard alone,
// a card that is signed, and a panel, in every size.

/* global getSelection, history */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, openApp, shows, startBench } from "./bench.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const SIZE = { width: 1024, height: 640 };

/** Opens the ratings of an interview in which three answers were given; `prepare` runs in the page. */
async function openRatings(screen, prepare = () => undefined) {
  const page = await openApp(bench, screen);
  const path = await page.evaluate(
    ({ prepare, language }) => {
      const clerk = window.fake.addPosition("Office clerk");
      const room = window.fake.addInterview(clerk, "Ada Byron", { language });
      const began = Date.now() - 60_000;
      room.consent(began);
      room.start({ device: null, model: "base", text_only: false }, began);
      room.say("I kept the files of forty clients and all their dates.", began + 8_000);
      room.control("answer_done", began + 9_000);
      room.say("A wrong date on a contract, which I noticed in time.", began + 15_000);
      room.type("And then I wrote to everybody concerned.", "candidate", began + 17_000);
      room.finish(began + 30_000);
      window.localStorage.setItem("candor.author", "Grace");
      new Function("fake", "room", `return (${prepare})(fake, room);`)(window.fake, room);
      return `/interviews/${room.interview.id}/scorecard`;
    },
    { prepare: prepare.toString(), language: screen.language ?? "en" },
  );
  await page.evaluate((to) => history.pushState(null, "", to), path);
  await page.getByTestId("tab-own").waitFor();
  return page;
}

const saved = (page) => page.locator("[data-testid=save-state][data-state=saved]").waitFor();
const card = (page) =>
  page.evaluate(() => {
    const room = window.fake.room("Ada Byron");
    return window.fake.scorecards.of(room).cards.at(-1);
  });

test("a quote is heard from its first to its last word, and found in the transcript", async () => {
  const page = await openRatings(SIZE, (fake, room) => {
    fake.scorecards.rateAs(room, "Grace", [4, 3], false);
  });
  const quote = page.getByTestId("competency-care").getByTestId("quote");
  await quote.getByTestId("hear-quote").click();
  await page.locator("[data-testid=quote][data-playing]").waitFor();
  // It ends by itself: the answer lasts three seconds.
  await page.locator("[data-testid=quote][data-playing]").waitFor({ state: "detached" });
  // Another one takes the place of the one being heard, and a second press stops it.
  await quote.getByTestId("hear-quote").click();
  await page.locator("[data-testid=quote][data-playing]").waitFor();
  const other = page.getByTestId("competency-team").getByTestId("quote");
  await other.getByTestId("hear-quote").click();
  await page.locator("[data-testid=competency-team] [data-playing]").waitFor();
  assert.equal(await page.locator("[data-testid=quote][data-playing]").count(), 1);
  await other.getByTestId("hear-quote").click();
  await page.locator("[data-testid=quote][data-playing]").waitFor({ state: "detached" });
  await other.getByTestId("locate-quote").click();
  await page.locator("[data-testid=said][data-located]").filter({ hasText: "contract" }).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("words selected with the mouse become evidence, whole words only", async () => {
  const page = await openRatings(SIZE);
  await page.getByTestId("begin-empty").click();
  await page.getByTestId("card-editor").waitFor();
  await page.getByTestId("competency-team").getByTestId("add-evidence").click();
  // From the middle of “kept” to the middle of “clients”.
  const ends = await page.evaluate(() => {
    const words = document.querySelector("[data-quotable]");
    const place = (at) => {
      const range = document.createRange();
      range.setStart(words.firstChild, at);
      range.setEnd(words.firstChild, at + 1);
      const { x, y, height } = range.getBoundingClientRect();
      return { x, y: y + height / 2 };
    };
    const text = words.textContent;
    return [place(text.indexOf("kept") + 2), place(text.indexOf("clients") + 3)];
  });
  await page.mouse.move(ends[0].x, ends[0].y);
  await page.mouse.down();
  await page.mouse.move(ends[1].x, ends[1].y, { steps: 5 });
  await page.mouse.up();
  await shows(page, "chosen-words", "kept the files of forty clients");
  assert.equal(
    await page.getByTestId("evidence-target").evaluate((own) => own.selectedOptions[0].text),
    "Working with others",
  );
  await page.getByTestId("use-evidence").click();
  await page.getByTestId("competency-team").getByTestId("quote").waitFor();
  await shows(page, "quoted", "kept the files of forty clients");
  assert.equal(await page.evaluate(() => getSelection().isCollapsed), true);
  await saved(page);
  const { ratings } = await card(page);
  assert.equal(ratings[1].quotes[0].text, "kept the files of forty clients");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a card is written and signed with the keyboard alone", async () => {
  const page = await openRatings(SIZE);
  const keys = page.keyboard;
  /** Goes on to the next control with this test id, as Tab does. */
  const tabTo = async (testId, label = "") => {
    for (let steps = 0; steps < 90; steps++) {
      await keys.press("Tab");
      const here = await page.evaluate(() => ({
        id: document.activeElement?.dataset.testid,
        label: document.activeElement?.textContent ?? "",
      }));
      if (here.id === testId && here.label.includes(label)) return;
    }
    assert.fail(`Tab never came to ${testId}`);
  };
  await tabTo("begin-empty");
  await keys.press("Enter");
  await page.getByTestId("card-editor").waitFor();
  // Arrow keys go through the scale; nothing chosen is “not assessed”.
  await tabTo("rating-none");
  await keys.press("ArrowLeft");
  await keys.press("ArrowLeft");
  await page.getByTestId("competency-care").getByTestId("rating-4").waitFor();
  assert.ok(await page.getByTestId("competency-care").getByTestId("rating-4").isChecked());
  await tabTo("rationale");
  await keys.type("Careful with dates.");
  // The way to the transcript and back: Tab alone would lead through everything between.
  await tabTo("add-evidence");
  await keys.press("Enter");
  await page.locator("[data-testid=quote-message]:focus").waitFor();
  await keys.press("Enter");
  await page.getByTestId("choose-words").waitFor();
  // All of it is selected; from the beginning, the first two words.
  await keys.press("ArrowLeft");
  await keys.press("Control+Shift+ArrowRight");
  await keys.press("Control+Shift+ArrowRight");
  await shows(page, "chosen-words", "I kept");
  await keys.press("Enter");
  await page.getByTestId("competency-care").getByTestId("quote").waitFor();
  await page.locator("[data-testid=competency-care] [data-testid=add-evidence]:focus").waitFor();
  await saved(page);
  await tabTo("sign");
  await keys.press("Enter");
  await page.getByTestId("sign-dialog").waitFor();
  await inspect(page, "scorecard-sign");
  await tabTo("confirm-close");
  await keys.press("Enter");
  await page.getByTestId("signed").waitFor();
  const signed = await card(page);
  assert.equal(signed.status, "signed");
  assert.equal(signed.ratings[0].rating, 4);
  assert.match(signed.ratings[0].quotes[0].text, /^I kept/);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("what is typed is saved by itself, also when the page is closed at once", async () => {
  const page = await openRatings(SIZE);
  await page.getByTestId("begin-empty").click();
  await page.getByTestId("competency-care").getByTestId("rationale").fill("Careful.");
  await page.getByTestId("save-state").filter({ hasText: "Saving" }).waitFor();
  await saved(page);
  assert.equal((await card(page)).ratings[0].rationale, "Careful.");
  await page.getByTestId("competency-care").getByTestId("rationale").fill("Very careful.");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.evaluate(() => window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
  await page.waitForFunction(() => {
    const room = window.fake.room("Ada Byron");
    return window.fake.scorecards.of(room).cards[0].ratings[0].rationale === "Very careful.";
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

for (const theme of ["light", "dark"]) {
  for (const [width, height, scale, language] of [
    [1024, 640, 1, "en"],
    [512, 320, 2, "de"],
    [512, 320, 2, "ru"],
    [1920, 1080, 1, "ru"],
  ]) {
    const size = `${width}x${height}, ${theme}, ${language}`;
    test(`card, draft and panel at ${size}`, async () => {
      const page = await openRatings({ width, height, scale, theme, language }, (fake, room) => {
        fake.scorecards.complete(room);
        fake.scorecards.rateAs(room, "Konrad", [5, 2]);
        fake.scorecards.rateAs(room, "Emmy", [2, 3]);
        fake.scorecards.rateAs(room, "Grace", [4, null], false);
      });
      const name = (part) => `scorecard-${part}-${width}-${theme}-${language}`;
      await page.getByTestId("card-editor").waitFor();
      await page.getByTestId("anchors").first().locator("summary").click();
      await inspect(page, name("card"));
      if (width < 960) {
        // The transcript is a tab; adding a quote leads there.
        await page.getByTestId("add-evidence").first().click();
        await page.getByTestId("transcript-pane").waitFor();
        await page.getByTestId("quote-message").nth(1).click();
        await page.getByTestId("use-evidence").scrollIntoViewIfNeeded();
        await inspect(page, name("quote"));
        await page.getByTestId("use-evidence").click();
        await page.getByTestId("chosen-words").waitFor({ state: "detached" });
      }
      await page.getByTestId("tab-draft").click();
      await page.getByTestId("model-draft").waitFor();
      await inspect(page, name("draft"));
      await page.getByTestId("tab-panel").click();
      await page.getByTestId("comparison").waitFor();
      await page.getByTestId("divergence").first().scrollIntoViewIfNeeded();
      await inspect(page, name("panel"));
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }
}
