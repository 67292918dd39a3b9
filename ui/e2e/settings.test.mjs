// The first run and the settings in a browser, on every size, theme and language.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, openApp, shows, startBench } from "./bench.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const SCREENS = [
  ...["en", "de", "ru"].flatMap((language) =>
    ["light", "dark"].map((theme) => ({ width: 1024, height: 640, theme, language })),
  ),
  { width: 1920, height: 1080, theme: "light", language: "en" },
  { width: 1920, height: 1080, theme: "dark", language: "de" },
  // 1024 × 640 at a zoom of 200 %.
  { width: 512, height: 320, scale: 2, theme: "light", language: "de" },
  { width: 512, height: 320, scale: 2, theme: "dark", language: "ru" },
];

/** From here on this is a Candor that was never set up. */
const forget = (page) =>
  page.evaluate(() => {
    window.fake.machine.preferences = { first_run_done: false, device: null, model: null };
  });

/** Goes through every link the pages have, the address bar not being one of them. */
const repeatFirstRun = async (page) => {
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("repeat-first-run").click();
};

for (const screen of SCREENS) {
  const { width, height, theme, language } = screen;
  const name = `${width}×${height}, ${theme}, ${language}`;

  test(`the first run at ${name}`, async () => {
    const page = await openApp(bench, screen);
    const shot = (step) => inspect(page, `first-run-${width}-${theme}-${language}-${step}`);
    await forget(page);
    await repeatFirstRun(page);

    await page.getByTestId("first-run-appearance").waitFor();
    await shot("1-appearance");

    await page.getByTestId("first-run-next").click();
    await page.getByTestId("preferred-device").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
    await page.getByTestId("preferred-device").selectOption("Conference speaker");
    await page.getByTestId("start-check").click();
    await shows(page, "check-device", "Conference speaker");
    await page.evaluate(() => window.fake.machine.fallSilent());
    await page.getByTestId("check-silent").waitFor();
    await shot("2-silent");
    await page.evaluate(() => window.fake.machine.hear(-24));
    await page.getByTestId("check-silent").waitFor({ state: "detached" });
    await page.getByTestId("record-sentence").click();
    await page.getByTestId("stop-recording").click();
    await page.getByTestId("play-sentence").waitFor();
    await page.waitForFunction(() => document.querySelector("audio").duration === 1);
    await page.getByTestId("play-sentence").click();
    await shot("3-sentence");
    await page.evaluate(() => window.fake.machine.unplug("Conference speaker was unplugged."));
    await page.getByTestId("check-lost").waitFor();
    await shot("4-lost");

    await page.getByTestId("first-run-next").click();
    await page.getByTestId("model-small-q5_1").waitFor();
    await shot("5-models");
    await page.getByTestId("model-small-q5_1").getByTestId("download-model").click();
    await page.getByTestId("model-base-q5_1").getByTestId("download-model").click();
    await page.evaluate(() => {
      window.fake.machine.arrive("small-q5_1", 61_000_000, 7_400_000);
      window.fake.machine.arrive("base-q5_1", 20_000_000, 2_000_000);
    });
    await page.getByTestId("model-base-q5_1").getByTestId("pause-download").click();
    await page.getByTestId("model-base-q5_1").getByTestId("resume-download").waitFor();
    await shot("6-downloading");
    await page.evaluate(() => window.fake.machine.end("small-q5_1"));
    await page.getByTestId("model-small-q5_1").getByTestId("prefer-model").click();
    await page.getByTestId("model-small-q5_1").getByTestId("measure-model").click();
    await page
      .getByTestId("model-small-q5_1")
      .filter({ hasText: /3[.,]2/ })
      .waitFor();
    await shot("7-installed");

    await page.getByTestId("first-run-next").click();
    await page.getByTestId("ai-scripted").waitFor();
    await shot("8-ai");
    await page.getByTestId("ai-add").click();
    await page.getByTestId("ai-key").fill("sk-secret");
    await page.getByTestId("ai-list-models").click();
    await page.getByTestId("ai-offered-models").selectOption("gpt-5.1");
    await page.getByTestId("ai-save").click();
    await page.getByTestId("ai-connection").waitFor();
    assert.ok(!(await page.content()).includes("sk-secret"), "the key is forgotten");

    await page.getByTestId("first-run-next").click();
    await page.getByTestId("try-office-clerk").waitFor();
    await shot("9-sample");
    await page.getByTestId("try-office-clerk").click();
    await page.getByTestId("first-run-sample").waitFor({ state: "detached" });
    const { first_run_done, device, model } = await page.evaluate(
      () => window.fake.machine.preferences,
    );
    assert.deepEqual([first_run_done, device, model], [true, "Conference speaker", "small-q5_1"]);
    assert.equal(await page.evaluate(() => window.fake.rooms.size), 1);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  test(`the settings at ${name}`, async () => {
    const page = await openApp(bench, screen);
    const shot = (step) => inspect(page, `settings-${width}-${theme}-${language}-${step}`);
    await page.getByTestId("nav-settings").click();
    await page.getByTestId("settings").waitFor();
    const sections = await page
      .getByTestId("settings")
      .getByRole("navigation")
      .getByRole("link")
      .evaluateAll((links) => links.map((link) => link.dataset.testid));
    assert.ok(sections.length >= 5, String(sections));
    for (const section of sections) {
      await page.getByTestId(section).click();
      await page.locator(`[data-testid="${section}"][data-status="active"]`).waitFor();
      await page.waitForFunction(() => !document.querySelector("main [role=status].py-6"));
      await shot(section);
    }

    await page.getByTestId("settings-models").click();
    await page.getByTestId("models-others").locator("summary").click();
    await page.evaluate(() => {
      window.fake.machine.importOutcome = {
        outcome: "unknown",
        file_name: "ggml-our-own.bin",
        size_bytes: 466_000_000,
        sha256: "3f".repeat(32),
      };
      window.fake.chosenFile = "/media/stick/ggml-our-own.bin";
    });
    await page.getByTestId("choose-file").click();
    await page.getByTestId("import-model-file").click();
    await page.getByTestId("approve-model").waitFor();
    await shot("unknown-model");
    await page.getByTestId("approve-model").click();
    await shows(page, "import-done", "ggml-our-own.bin");
    await page.getByTestId("model-base").getByTestId("remove-model").click();
    await page.getByTestId("confirm-remove-model").click();
    await page.locator('[data-testid="model-base"][data-installed="false"]').waitFor();

    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("the first run is gone through by keyboard alone, or skipped", async () => {
  const page = await openApp(bench, { width: 1024, height: 640 });
  await forget(page);
  await repeatFirstRun(page);
  const press = async (testId) => {
    // What is still being loaded or saved has no stop yet.
    await page.waitForSelector(`[data-testid="${testId}"]:not([disabled])`);
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      const there = await page.evaluate(() => document.activeElement?.dataset.testid);
      if (there === testId) return page.keyboard.press("Enter");
    }
    throw new Error(`${testId} is not reached by keyboard`);
  };
  for (const step of ["microphone", "model", "ai", "sample"]) {
    await press("first-run-next");
    await page.getByTestId(`first-run-${step}`).waitFor();
  }
  await press("first-run-back");
  await page.getByTestId("first-run-ai").waitFor();
  await press("step-appearance");
  await page.getByTestId("first-run-appearance").waitFor();
  assert.equal(await page.evaluate(() => window.fake.machine.preferences.first_run_done), false);
  await press("skip-first-run");
  await page.getByTestId("new-interview").waitFor();
  assert.equal(await page.evaluate(() => window.fake.machine.preferences.first_run_done), true);
  await page.context().close();
});
