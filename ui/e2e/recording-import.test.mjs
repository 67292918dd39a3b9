// A recording made elsewhere, from the desk: chosen, seen on its way in, given up, taken in whole, and written down.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, openApp, startBench } from "./bench.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const LENGTH_MS = 754_000;

/** A position, and a sound file that the system's dialog gives. */
function prepare(length) {
  const { fake } = window;
  fake.addPosition("Harbour clerk");
  fake.chosenFile = "/home/ada/call.mp3";
  fake.transcriptions.imports.hold = true;
  fake.transcriptions.files.set(fake.chosenFile, {
    file_name: "call.mp3",
    duration_ms: length,
    channels: 2,
    sample_rate_hz: 44_100,
    format: "MP3",
    modified_at: Date.now() - 86_400_000,
  });
}

/** The recording that is being taken in goes on. */
const move = (page, change) =>
  page.evaluate((change) => {
    const { imports } = window.fake.transcriptions;
    imports.move(imports.jobs[0].id, change);
  }, change);

for (const screen of [
  { width: 1024, height: 640, theme: "light", language: "en" },
  { width: 512, height: 320, scale: 2, theme: "dark", language: "de" },
]) {
  const { width, theme, language } = screen;
  test(`a recording is given up once and then taken in, ${width}, ${theme}, ${language}`, async () => {
    const page = await openApp(bench, screen);
    const shot = (name) => inspect(page, `recording-import-${width}-${theme}-${language}-${name}`);
    await page.evaluate(prepare, LENGTH_MS);
    await page.getByTestId("import-a-recording").click();
    await page.getByTestId("choose-recording").click();
    await page.getByTestId("recording-facts").getByText("12:34").waitFor();
    await page.getByTestId("import-candidate").fill("Grace Hopper");
    await page.getByTestId("import-position").selectOption({ label: "Harbour clerk" });
    await page.getByTestId("import-consent").fill("By e-mail on 12 May.");
    await shot("01-form");
    await page.getByTestId("import-recording").click();

    const dialog = page.getByRole("dialog");
    await dialog.getByTestId("import-progress").getByText("0:00").waitFor();
    await move(page, { done_ms: 377_000, remaining_ms: 42_000 });
    await dialog.getByText("6:17").waitFor();
    const bar = dialog.getByRole("progressbar");
    assert.equal(await bar.getAttribute("aria-valuenow"), "50");
    await shot("02-half-way");
    await page.getByTestId("dialog-cancel-import").click();
    await page.getByTestId("import-candidate").waitFor();
    assert.equal(await page.getByTestId("import-candidate").inputValue(), "Grace Hopper");
    const left = await page.evaluate(() => [
      window.fake.transcriptions.imports.jobs.length,
      window.fake.rooms.size,
    ]);
    assert.deepEqual(left, [0, 0], "nothing of it is left");

    await page.getByTestId("import-recording").click();
    await page.getByTestId("import-under-way").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    const line = page.getByTestId("import-line");
    await move(page, { done_ms: 700_000 });
    await line.getByText("11:40").waitFor();
    await shot("03-on-the-desk");
    await page.evaluate(() => {
      const { imports } = window.fake.transcriptions;
      imports.finish(imports.jobs[0].id);
    });
    await page.getByTestId("interview-row").filter({ hasText: "Grace Hopper" }).waitFor();
    await line.getByTestId("put-import-away").click();
    await line.waitFor({ state: "detached" });

    await page.getByTestId("to-transcriptions").click();
    await page.locator("[data-testid=transcription][data-state=waiting]").waitFor();
    await page.evaluate((done_ms) => {
      const { transcriptions } = window.fake;
      transcriptions.move(transcriptions.jobs[0].id, { state: "done", done_ms });
    }, LENGTH_MS);
    const ended = page.getByTestId("ended-transcriptions").getByTestId("transcription");
    await ended.filter({ hasText: "Grace Hopper" }).waitFor();
    assert.equal(await ended.getAttribute("data-state"), "done");
    await shot("04-written-down");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}
