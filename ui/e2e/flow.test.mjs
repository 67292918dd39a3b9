// One whole interview in a browser, on every size and theme.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, openApp, shows, startBench } from "./bench.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const SCREENS = [
  { width: 1024, height: 640, theme: "light" },
  { width: 1024, height: 640, theme: "dark" },
  { width: 1920, height: 1080, theme: "light" },
  { width: 1920, height: 1080, theme: "dark" },
  // 1024 × 640 at a zoom of 200 %.
  { width: 512, height: 320, scale: 2, theme: "light", language: "de" },
  { width: 512, height: 320, scale: 2, theme: "dark", language: "ru" },
];

for (const screen of SCREENS) {
  const { width, height, theme, language = "en" } = screen;
  test(`an interview at ${width}×${height}, ${theme}, ${language}`, async () => {
    const page = await openApp(bench, screen);
    const shot = (name) => inspect(page, `${width}-${theme}-${language}-${name}`);
    await shot("01-empty-desk");

    await page.getByTestId("nav-positions").click();
    await page.getByTestId("from-sample").click();
    await page.getByTestId("sample-office-clerk").click();
    await page.getByTestId("toggle-question").first().click();
    await shot("02-plan");
    await page.getByTestId("back-to-positions").click();
    await page.getByTestId("import-plan").click();
    await page.getByTestId("plan-text").fill("nonsense");
    await page.getByTestId("import-confirm").click();
    await page.getByTestId("import-faults").waitFor();
    await shot("03-import");
    await page.keyboard.press("Escape");

    await page.getByTestId("nav-desk").click();
    await page.getByTestId("new-interview").click();
    await page.getByTestId("create-interview").click();
    await page.locator("[aria-invalid]").first().waitFor();
    await shot("04-new-interview");
    await page.getByTestId("candidate-name").fill("Ada Byron");
    await page.getByTestId("position-select").selectOption({ label: "Office clerk" });
    await page.getByTestId("create-interview").click();
    await page.getByTestId("open-room").click();

    await page.getByTestId("consent-text").waitFor();
    assert.equal(await page.getByTestId("start-interview").count(), 0, "start waits for consent");
    await shot("05-before-consent");
    await page.getByTestId("consent-agree").click();
    await page.getByTestId("model-select").waitFor();
    if (language === "en") {
      await page.getByTestId("model-select").selectOption("demo-en");
      await page.getByTestId("demo-warning").waitFor();
    }
    await shot("06-ready");
    await page.getByTestId("start-interview").click();

    await page.getByTestId("level-meter").waitFor();
    await page.evaluate(() => {
      const room = window.fake.room("Ada Byron");
      const device = "Built-in microphone";
      window.fake.live(room, { type: "microphone", track: "candidate", state: "silent", device });
    });
    await page.getByTestId("silent-microphone").filter({ hasText: /\S/ }).waitFor();
    await shot("07-silent-microphone");
    await page.evaluate(() => {
      const room = window.fake.room("Ada Byron");
      const device = "Built-in microphone";
      window.fake.live(room, { type: "microphone", track: "candidate", state: "working", device });
    });
    await page.evaluate(() => {
      const room = window.fake.room("Ada Byron");
      window.fake.live(room, { type: "level", track: "candidate", rms_db: -22, peak_db: -9 });
      window.fake.live(room, { type: "speech", role: "candidate", speaking: true });
      room.say("I kept the files of forty clients and all their dates.", Date.now());
      room.say("Before that I worked at the counter.", Date.now());
    });
    await shows(page, "caption", "at the counter");
    await shows(page, "conversation", "forty clients");
    await page.getByTestId("silent-microphone").waitFor({ state: "hidden" });
    await shot("08-running");

    await page.getByTestId("control-answer_done").click();
    await page.getByTestId("message-input").fill("A wrong date on a contract.");
    await page.getByTestId("send-message").click();
    await shows(page, "conversation", "A wrong date");
    await page.evaluate(() => {
      const room = window.fake.room("Ada Byron");
      const device = "Built-in microphone";
      window.fake.live(room, { type: "microphone", track: "candidate", state: "lost", device });
    });
    await page.getByTestId("silent-microphone").filter({ hasText: /\S/ }).waitFor();
    await page.getByTestId("control-still_thinking").click();
    await shot("09-notice");

    await page.evaluate(() => window.fake.room("Ada Byron").interrupt(Date.now()));
    await page.getByTestId("interrupted").waitFor();
    await shot("10-interrupted");
    await page.getByTestId("resume").click();
    await page.getByTestId("control-skip").waitFor();
    await page.getByTestId("finish").click();
    await page.getByRole("alertdialog").waitFor();
    await shot("11-finish");
    await page.getByTestId("confirm-finish").click();

    await shows(page, "transcript", "forty clients");
    await page.getByTestId("correct").first().click();
    await page.getByTestId("correction-words").fill("I kept the files of fourteen clients.");
    await page.getByTestId("correction-author").fill("Grace");
    await shot("12-correcting");
    await page.getByTestId("save-correction").click();
    await shows(page, "transcript", "fourteen clients");
    await page.getByTestId("transcript").locator("summary").first().click();
    await page.getByTestId("play").click();
    await page.locator("[data-testid=player][data-playing=true]").waitFor();
    await page.getByTestId("play").click();
    await page.getByTestId("tab-overview").click();
    await shows(page, "export-paths", "Ada Byron.json");
    await page.getByTestId("show-in-folder").click();
    assert.equal(await page.evaluate(() => window.fake.shownInFolder.length), 1);
    await shot("13-review");

    await page.getByTestId("nav-desk").click();
    await page.evaluate(() => {
      const [clerk] = window.fake.positions;
      window.fake.addInterview(clerk, "Grace Murray Hopper");
      const running = window.fake.addInterview(clerk, "Konrad Zuse");
      running.consent(Date.now());
      running.start({ device: null, model: null, text_only: true }, Date.now());
      running.interrupt(Date.now());
    });
    await shows(page, "interviews", "Konrad Zuse");
    await shot("14-desk");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}
