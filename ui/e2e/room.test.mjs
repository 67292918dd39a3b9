// The room in a browser: both views, accommodations, trouble, camera; every language, theme and size.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, shows, startBench } from "./bench.mjs";

let bench;
before(async () => {
  bench = await startBench([
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
  ]);
});
after(() => bench.stop());

const SIZES = [
  { width: 1024, height: 640 },
  { width: 1920, height: 1080 },
  // 1024 × 640 at a zoom of 200 %.
  { width: 512, height: 320, scale: 2 },
];

/** A page in the room of a begun interview. */
async function enter(screen, { audience = "recruiter", accommodations = {}, lines = 0 } = {}) {
  const { width, height, scale = 1, theme = "light", language = "en" } = screen;
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
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(message.text());
  });
  await page.addInitScript(
    (wanted) => {
      Object.freeze(Object.prototype);
      window.seed = (fake) => {
        const room = fake.addInterview(fake.addPosition("Office clerk"), "Ada Byron", {
          language: wanted.language,
          ...(wanted.arranged && { accommodations: wanted.accommodations }),
        });
        room.consent(Date.now());
        const setup = { device: "Built-in microphone", model: "base", text_only: false };
        room.start(setup, Date.now() - 754_000);
        for (let n = 0; n < wanted.lines; n++) room.say(`This is line ${n}.`, Date.now());
        if (wanted.audience === "recruiter") return `/interviews/${room.interview.id}/room`;
        fake.kiosk.open = room.interview.id;
        return "/kiosk";
      };
    },
    {
      language,
      audience,
      lines,
      arranged: Object.keys(accommodations).length > 0,
      accommodations,
    },
  );
  await page.goto(bench.url);
  await page.getByTestId("interviewer-line").waitFor();
  return page;
}

/** Something happens in the room. */
const live = (page, fact) =>
  page.evaluate((told) => window.fake.live(window.fake.room("Ada Byron"), told), fact);

const speak = (page) =>
  page.evaluate(() => {
    const room = window.fake.room("Ada Byron");
    window.fake.live(room, { type: "level", track: "candidate", rms_db: -22, peak_db: -9 });
    room.say("I kept the files of forty clients and all their dates.", Date.now());
    room.say("Before that I worked at the counter.", Date.now());
  });

for (const size of SIZES) {
  for (const theme of ["light", "dark"]) {
    const language = { 1024: "en", 1920: "de", 512: "ru" }[size.width];
    test(`the recruiter's room at ${size.width}×${size.height}, ${theme}, ${language}`, async () => {
      const page = await enter({ ...size, theme, language });
      const shot = (name) => inspect(page, `room-${size.width}-${theme}-${language}-${name}`);
      await shot("01-asked");
      await speak(page);
      await shows(page, "caption", "at the counter");
      await page.getByTestId("camera").click();
      await page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
      await page.getByTestId("plan-progress").locator("summary").click();
      await shot("02-answering");
      await page.getByTestId("camera").click();
      await page.getByTestId("camera-picture").waitFor({ state: "detached" });

      await live(page, {
        type: "microphone",
        track: "candidate",
        state: "silent",
        device: "Built-in microphone",
      });
      await page.getByTestId("silent-microphone").filter({ hasText: /\S/ }).waitFor();
      await shot("03-silent");
      await live(page, {
        type: "microphone",
        track: "candidate",
        state: "lost",
        device: "Built-in microphone",
      });
      await page.getByTestId("level-meter").waitFor({ state: "detached" });
      await page.evaluate(() => window.fake.room("Ada Byron").requestHuman(Date.now()));
      await page.getByTestId("human-answered").waitFor();
      await shot("04-lost");
      await live(page, {
        type: "microphone",
        track: "candidate",
        state: "working",
        device: "Built-in microphone",
      });
      await page.getByTestId("human-answered").click();
      await page.getByTestId("human-answered").waitFor({ state: "detached" });

      await page.getByTestId("display").click();
      await page.getByTestId("display-options").waitFor();
      await shot("05-display");
      await page.keyboard.press("Escape");
      await page.getByTestId("keys").click();
      await page.getByTestId("keys-help").waitFor();
      await shot("06-keys");
      await page.keyboard.press("Escape");
      await page.getByTestId("more").click();
      await page.getByTestId("withdraw").click();
      await page.getByTestId("confirm-withdraw").waitFor();
      await shot("07-withdraw");
      await page.keyboard.press("Escape");
      await page.getByTestId("pause").click();
      await page.getByTestId("resume").waitFor();
      await shot("08-paused");
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }
}

for (const theme of ["light", "dark"]) {
  for (const language of ["en", "de", "ru"]) {
    test(`everything arranged, in high contrast, ${theme}, ${language}`, async () => {
      const accommodations = {
        extra_time_percent: 50,
        no_time_display: true,
        typing_only: true,
        larger_text: true,
        high_contrast: true,
        read_aloud: false,
        captions_always: true,
      };
      const page = await enter({ ...SIZES[0], theme, language }, { accommodations });
      await page.getByTestId("message-input").fill("I kept the files of forty clients.");
      await page.getByTestId("send-message").click();
      await shows(page, "caption", "forty clients");
      assert.equal(await page.getByTestId("timer").count(), 0);
      assert.equal(await page.getByTestId("microphone").count(), 0);
      await inspect(page, `room-arranged-${theme}-${language}`);
      await page.context().close();
    });
  }
}

test("the candidate's room shows neither plan nor desk nor the recruiter's words to choose", async () => {
  for (const { width, height, scale, theme } of [
    { ...SIZES[1], theme: "light" },
    { ...SIZES[0], theme: "dark" },
    { ...SIZES[2], theme: "light" },
  ]) {
    const page = await enter({ width, height, scale, theme }, { audience: "candidate" });
    await speak(page);
    await shows(page, "caption", "at the counter");
    await page.getByTestId("more").click();
    await page.getByTestId("control-request_human").click();
    await shows(page, "human-request", "You asked for a person");
    for (const hidden of ["plan-progress", "message-role", "to-desk", "human-answered"]) {
      assert.equal(await page.getByTestId(hidden).count(), 0, hidden);
    }
    await inspect(page, `room-candidate-${width}-${theme}`);
    await page.context().close();
  }
});

test("a conversation of a thousand lines ends at the newest and loads what was before", async () => {
  const page = await enter(SIZES[0], { lines: 1_000 });
  await shows(page, "conversation", "This is line 999.");
  const lines = () => page.getByTestId("message").allTextContents();
  assert.ok((await lines()).length <= 60);
  const conversation = page.getByTestId("conversation");
  await conversation.evaluate((el) => el.scrollTo({ top: 0 }));
  await shows(page, "conversation", "This is line 810.");
  await page.getByTestId("earlier").click();
  await page.waitForFunction(
    () => document.querySelector("[data-testid=conversation]").scrollTop > 1_000,
  );
  await page.waitForFunction(() =>
    document.querySelector("[data-testid=conversation]").textContent.includes("This is line 80"),
  );
  assert.ok((await lines()).length <= 60);
  await page.context().close();
});

test("the room is used without a mouse", async () => {
  const page = await enter(SIZES[0]);
  await page.keyboard.press("t");
  await shows(page, "interviewer-line", "Take your time");
  await page.keyboard.press("/");
  await page.keyboard.type("By hand, with a d and an s");
  await page.keyboard.press("Enter");
  await shows(page, "conversation", "By hand");
  await page.keyboard.press("Escape");
  await page.keyboard.press("d");
  await shows(page, "interviewer-line", "Tell me about a mistake");
  await page.keyboard.press("?");
  await page.getByTestId("keys-help").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
  await page.getByTestId("resume").waitFor();
  await page.context().close();
});
