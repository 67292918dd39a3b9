// The kiosk in a browser: a whole visit in every language and theme, and what is looked at in between.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, startBench } from "./bench.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const SCREENS = [
  { width: 1920, height: 1080, theme: "light", language: "en" },
  { width: 1920, height: 1080, theme: "dark", language: "ru" },
  { width: 1024, height: 640, theme: "light", language: "de" },
  { width: 1024, height: 640, theme: "dark", language: "en" },
  { width: 1024, height: 640, theme: "light", language: "ru" },
  { width: 1024, height: 640, theme: "dark", language: "de" },
  // 1024 × 640 at a zoom of 200 %.
  { width: 512, height: 320, scale: 2, theme: "dark", language: "ru" },
];

async function openKiosk({ width, height, scale = 1, theme, language }) {
  const context = await bench.browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: theme,
    locale: language,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await page.addInitScript((spoken) => {
    Object.freeze(Object.prototype);
    window.seed = (fake) => {
      fake.kiosk.pin = "482915";
      fake.kiosk.locked = true;
      fake.kiosk.printer = true;
      const clerk = fake.addPosition("Office clerk");
      const room = fake.addInterview(clerk, "Ada Byron", { language: spoken });
      fake.kiosk.invite(room.interview.id, false);
      return "/kiosk";
    };
  }, language);
  await page.goto(bench.url);
  await page.getByTestId("kiosk-code").waitFor();
  return page;
}

for (const screen of SCREENS) {
  const { width, theme, language } = screen;
  test(`a visit at ${width}, ${theme}, ${language}`, async () => {
    const page = await openKiosk(screen);
    const shot = (name) => inspect(page, `kiosk-${width}-${theme}-${language}-${name}`);
    await shot("1-start");
    await page.getByTestId("kiosk-leave").click();
    await page.getByTestId("kiosk-pin").fill("111");
    await shot("2-leave");
    await page.keyboard.press("Escape");
    await page.getByTestId("kiosk-code").fill("ABCDEFGH");
    await page.getByTestId("kiosk-code-unknown").waitFor();
    await page.evaluate(() => {
      const other = window.fake.addInterview(window.fake.positions[0], "Grace Hopper");
      window.fake.kiosk.invite(other.interview.id, true);
    });
    await page.getByTestId("kiosk-begin").waitFor();
    await shot("3-queued");
    const code = await page.evaluate(() => [...window.fake.kiosk.invitations.values()][0].code);
    await page.getByTestId("kiosk-code").fill(code);

    await page.getByTestId("check-meter").waitFor();
    await shot("4-check");
    await page.evaluate(() => {
      for (let i = 0; i < 6; i += 1) {
        window.fake.tellLive({ type: "check_level", rms_db: -24, peak_db: -10 });
      }
    });
    await page.getByTestId("kiosk-speak").click();
    await page.getByTestId("consent-agree").waitFor();
    await shot("5-consent");
    await page.getByTestId("consent-agree").click();
    await page.getByTestId("kiosk-start").waitFor();
    await shot("6-ready");
    await page.getByTestId("kiosk-start").click();
    await page.getByTestId("interviewer-line").waitFor();
    await shot("7-room");
    await page.evaluate(() => window.fake.room("Ada Byron").finish(Date.now()));
    await page.getByTestId("kiosk-receipt").waitFor();
    await shot("8-receipt");
    await page.getByTestId("kiosk-done").click();
    await page.getByTestId("kiosk-code").waitFor();
    assert.ok(!(await page.content()).includes("Ada"), "nothing of the last candidate is left");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("what leads elsewhere in browsers does nothing here", async () => {
  const page = await openKiosk(SCREENS[0]);
  const refused = await page.evaluate(() =>
    ["contextmenu", "dragstart", "dragover", "drop", "auxclick"].map((name) => {
      const event = new Event(name, { bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    }),
  );
  assert.deepEqual(refused, [true, true, true, true, true]);
  const keys = [
    "F1",
    "F3",
    "F5",
    "F7",
    "F11",
    "F12",
    "Control+r",
    "Control+p",
    "Control+s",
    "Alt+ArrowLeft",
  ];
  await page.evaluate(() => {
    window.through = [];
    // Listens after the page's own lock, so it hears only what was let through.
    addEventListener("keydown", (e) => window.through.push(e.key), true);
  });
  for (const key of keys) await page.keyboard.press(key);
  const through = await page.evaluate(() =>
    window.through.filter((k) => !["Control", "Alt"].includes(k)),
  );
  assert.deepEqual(through, []);
  await page.context().close();
});
