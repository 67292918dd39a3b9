// Speaking in a browser: words as they are spoken, two people at one microphone or at two, what is told when the
// computer, the language or the disk is not as it should be, and who said a line.

/* global getComputedStyle, MutationObserver */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, shows, startBench } from "./bench.mjs";
import { openScreen } from "./screens.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const SMALL = { size: "1024x640", language: "en" };

/** A page in the room of a running interview. */
function enter({ setup = {}, kiosk = false, variant = SMALL } = {}) {
  const seed = `(fake, desk) => {
    desk.inTheRoom(desk.upcoming, ${JSON.stringify(setup)});
    if (!${kiosk}) return "/interviews/" + desk.upcoming.interview.id + "/room";
    fake.kiosk.open = desk.upcoming.interview.id;
    return "/kiosk";
  }`;
  return openScreen(bench, { seed, ready: "interviewer-line" }, variant);
}

/** A passing fact about the running interview. */
const live = (page, told) =>
  page.evaluate((fact) => {
    const all = [...window.fake.rooms.values()];
    window.room ??= all.find((room) => room.interview.status === "started");
    window.fake.live(window.room, fact);
  }, told);

const caption = (page, stable, unsettled = "", role = "candidate", utterance = 7) =>
  live(page, { type: "caption", role, utterance, stable, unsettled });

/** What was said is written down for good. */
const say = (page, content, more = {}) =>
  page.evaluate(
    ([text, rest]) => {
      window.room.say(text, Date.now(), rest);
    },
    [content, more],
  );

const gone = (page, testId) => page.getByTestId(testId).waitFor({ state: "detached" });
const asked = (page) => page.evaluate(() => window.fake.requests);
const close = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

test("words appear while they are spoken, settled ones stay, and the final text takes their place", async () => {
  const page = await enter();
  const box = page.getByTestId("caption");
  const place = await box.boundingBox();
  // Everything the captions ever show, however briefly.
  await page.evaluate(() => {
    const captions = document.querySelector("[data-testid=caption]");
    window.seen = [];
    new MutationObserver(() => {
      const spoken = captions.querySelector("[data-testid=caption-spoken]");
      const pale = spoken?.querySelector("[data-testid=caption-unsettled]")?.textContent ?? "";
      const whole = spoken?.textContent ?? null;
      const settled = whole === null ? null : whole.slice(0, whole.length - pale.length).trim();
      window.seen.push({ shown: captions.textContent, settled });
    }).observe(captions, { childList: true, subtree: true, characterData: true });
  });
  await live(page, { type: "speech", role: "candidate", speaking: true });
  for (const [stable, unsettled] of [
    ["", "Then eye"],
    ["Then I", "road a"],
    ["Then I wrote a list", "of everything that was"],
    ["Then I wrote a list of everything", "that went threw"],
  ]) {
    await caption(page, stable, unsettled);
    await shows(page, "caption-unsettled", unsettled);
    assert.equal(
      (await page.getByTestId("caption-spoken").textContent()).trim(),
      `${stable} ${unsettled}`.trim(),
    );
  }
  // What may still change looks it, and not by its colour alone.
  const look = (testId) =>
    page.getByTestId(testId).evaluate((el) => getComputedStyle(el).fontStyle);
  assert.equal(await look("caption-unsettled"), "italic");
  assert.equal(await look("caption-spoken"), "normal");
  await inspect(page, "speech-captions");

  const final = "Then I wrote a list of everything that went through.";
  await live(page, { type: "speech", role: "candidate", speaking: false });
  await say(page, final);
  await gone(page, "caption-spoken");
  await shows(page, "caption", final);
  assert.equal((await box.textContent()).split("Then I wrote").length, 2, "it is there once");
  assert.ok(!(await box.textContent()).includes("threw"));
  await shows(page, "conversation", final);
  await shows(page, "heard", final);
  // A look that was under way when the text became final brings nothing back.
  await caption(page, "Then I wrote", "a lisp");
  await shows(page, "pace", "Captions are live");
  assert.equal(await page.getByTestId("caption-spoken").count(), 0);

  const seen = await page.evaluate(() => window.seen);
  const settled = seen.map((now) => now.settled).filter((words) => words !== null);
  assert.ok(settled.includes("Then I"));
  settled.forEach((words, i) => {
    const before = settled[i - 1] ?? "";
    assert.ok(words.startsWith(before), `“${before}” became “${words}”`);
  });
  const first = seen.findIndex((now) => now.settled === "Then I");
  for (const { shown } of seen.slice(first)) {
    assert.equal(shown.split("Then I").length, 2, `neither gone nor twice: “${shown}”`);
  }
  // Nothing around them moves.
  assert.deepEqual(await box.boundingBox(), place);
  await close(page);
});

test("one microphone goes from one person to the other by a key, a click and the keyboard", async () => {
  const page = await enter({ setup: { shared_microphone: true } });
  const turn = async (role) => {
    await page.locator(`[data-testid=turn][data-turn=${role}]`).waitFor();
    const pressed = (who) => page.getByTestId(`turn-${who}`).getAttribute("aria-pressed");
    const other = role === "candidate" ? "recruiter" : "candidate";
    assert.deepEqual([await pressed(role), await pressed(other)], ["true", "false"]);
    assert.equal(await page.evaluate(() => window.room?.turn ?? "candidate"), role);
  };
  await live(page, { type: "speech", role: "candidate", speaking: false });
  await turn("candidate");
  await page.getByTestId("turn-recruiter").click();
  await turn("recruiter");
  // It is big enough to be hit without looking.
  assert.ok((await page.getByTestId("turn-candidate").boundingBox()).height >= 48);
  await caption(page, "Could you say more", "about", "recruiter");
  await shows(page, "caption", "Recruiter");
  await say(page, "Could you say more about it?", { role: "recruiter", purpose: "remark" });
  await page
    .locator("[data-testid=message][data-role=recruiter]")
    .filter({ hasText: "Could you say more about it?" })
    .waitFor();

  await page.locator("h1").click();
  await page.keyboard.press("m");
  await turn("candidate");
  const puts = async () => (await asked(page)).filter((own) => /^PUT .*\/turn$/.test(own)).length;
  const before = await puts();
  assert.equal(before, 2);
  // Whoever writes an m hands nothing over.
  await page.getByTestId("message-input").focus();
  await page.keyboard.type("mmm");
  assert.equal(await page.getByTestId("message-input").inputValue(), "mmm");
  // Neither does whoever presses the key of the one whose turn it is.
  await page.getByTestId("turn-candidate").click();
  await turn("candidate");
  assert.equal(await puts(), before);
  await page.getByTestId("turn-recruiter").focus();
  await page.keyboard.press("Enter");
  await turn("recruiter");
  await inspect(page, "speech-turns");
  await close(page);
});

test("a slow computer says how far behind it is, pauses the captions without losing anything, and comes back", async () => {
  const page = await enter();
  const pace = (captions, lag_ms, pending = 1) =>
    live(page, { type: "transcribing", pending, lag_ms, captions });
  await shows(page, "pace", "Captions are live");
  await pace("fewer", 4_200);
  await shows(page, "pace", "4 s behind");
  await pace("when_done", 7_400);
  await shows(page, "pace", "words appear when an answer is complete");
  await pace("smaller_model", 12_000);
  await shows(page, "pace", "A smaller model listens for now");
  await shows(page, "pace", "12 s behind");

  const detail = "the recogniser was started three times in vain";
  await live(page, { type: "notice", code: "captions_paused", detail });
  await pace("later", 90_000);
  await shows(page, "pace", "everything is written down afterwards");
  const notice = page.getByTestId("notices").getByRole("status");
  await notice.filter({ hasText: "Recording goes on" }).waitFor();
  assert.match(await notice.textContent(), /started three times in vain/);
  assert.equal(await page.getByTestId("notices").getByRole("alert").count(), 0);
  assert.ok(!(await page.getByTestId("pace").textContent()).includes("90"));
  // What is said meanwhile stands in its place, and it is said that its words come later.
  await say(page, "", { doubt: "not_transcribed", words: [] });
  await shows(page, "written-later", "its words come later");
  await inspect(page, "speech-captions-paused");

  await pace("live", 300, 0);
  await gone(page, "notices");
  await shows(page, "pace", "Captions are live");

  // After the interview the words come by themselves, and the review says how far they are.
  await page.getByTestId("finish").click();
  await page.getByTestId("confirm-finish").click();
  await page.getByTestId("transcript").waitFor();
  await shows(page, "doubt", "Not transcribed yet");
  await page.evaluate(() => {
    const { transcriptions } = window.fake;
    const work = { kind: "catch_up", state: "running", done_ms: 20_000, total_ms: 90_000 };
    window.job = transcriptions.add(window.room, work);
  });
  await shows(page, "pending-words", "0:20 of 1:30");
  await page.evaluate(() => {
    window.fake.transcriptions.move(window.job.id, { state: "done", done_ms: 90_000 });
  });
  await gone(page, "pending-words");
  await close(page);
});

test("a candidate is told of slow captions without figures, reasons or alarm", async () => {
  const page = await enter({ kiosk: true });
  const detail = "the recogniser was started three times in vain";
  await live(page, { type: "notice", code: "captions_paused", detail });
  await live(page, { type: "transcribing", pending: 3, lag_ms: 61_000, captions: "later" });
  await shows(page, "pace", "Just go on speaking");
  await shows(page, "notices", "Recording goes on");
  assert.ok(!(await page.getByTestId("notices").textContent()).includes("in vain"));
  await live(page, { type: "disk_space", minutes_left: 4 });
  assert.equal(await page.getByTestId("disk-space").count(), 0);
  await close(page);
});

test("another language is offered once, and kept or taken as people say", async () => {
  const offer = { type: "other_language", language: "ru", probability: 0.93 };
  const declining = await enter();
  await live(declining, offer);
  await shows(declining, "other-language", "This sounds like Russian");
  await declining.getByTestId("other-language-no").click();
  await gone(declining, "other-language-no");
  await live(declining, offer);
  await caption(declining, "And then", "I wrote");
  await shows(declining, "caption-spoken", "And then");
  assert.equal(await declining.getByTestId("other-language-no").count(), 0);
  const puts = async (page) => (await asked(page)).filter((own) => own.includes("spoken-language"));
  assert.deepEqual(await puts(declining), []);
  await close(declining);

  const taking = await enter();
  await live(taking, offer);
  await taking.getByTestId("other-language-yes").focus();
  await taking.keyboard.press("Enter");
  await gone(taking, "other-language-yes");
  await shows(taking, "pace", "written down in Russian");
  assert.equal((await puts(taking)).length, 1);
  assert.equal(await taking.getByTestId("caption").getAttribute("lang"), "ru");
  // The interviewer goes on in the interview's own language.
  assert.match(await taking.getByTestId("interviewer-line").textContent(), /last job/);
  await close(taking);
});

test("a disk that fills up is told early, urgently when little is left, and no more once there is room", async () => {
  const page = await enter({ setup: { shared_microphone: true } });
  const left = (minutes_left) => live(page, { type: "disk_space", minutes_left });
  const told = page.getByTestId("disk-space");
  await left(42);
  await told.getByRole("status").filter({ hasText: "About 42 minutes" }).waitFor();
  assert.equal(await told.getByRole("alert").textContent(), "");
  await left(9);
  await told.getByRole("alert").filter({ hasText: "About 9 minutes" }).waitFor();
  assert.equal(await told.getByRole("status").textContent(), "");
  assert.match(await told.textContent(), /what has been recorded is safe/);
  await left(1);
  await shows(page, "disk-space", "About 1 minute of recording still fits");
  // Whatever else is told, the newest words stay in sight.
  await caption(page, "Then I wrote a list of everything that was open", "and began");
  await page.waitForFunction(() => {
    const newest = document.querySelector("[data-testid=caption-unsettled]");
    if (newest === null) return false;
    const { left: x, top: y, width, height } = newest.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2) === newest;
  });
  await inspect(page, "speech-disk");
  await left(0);
  await shows(page, "disk-space", "The disk is full");
  await left(null);
  await page.waitForFunction(
    () => document.querySelector("[data-testid=disk-space]").textContent === "",
  );
  await close(page);
});

test("two microphones are tried before the start, one after the other, and both are heard after it", async () => {
  const seed = `(fake, desk) => {
    desk.upcoming.consent(Date.now());
    return "/interviews/" + desk.upcoming.interview.id + "/room";
  }`;
  const page = await openScreen(bench, { seed, ready: "sound-check" }, SMALL);
  const level = async (track) =>
    Number(await page.getByTestId(`level-${track}`).getAttribute("aria-valuenow"));
  const tries = async (track, rms_db, hint) => {
    await page.getByTestId(`try-${track}`).click();
    await page.getByTestId(`stop-${track}`).waitFor();
    await page.evaluate(
      ([loud, found]) => {
        const { machine } = window.fake;
        machine.hear(loud);
        machine.check = { ...machine.check, level: found };
      },
      [rms_db, hint],
    );
    await page.locator(`[data-testid=sound-check-${track}][data-hint=${hint}]`).waitFor();
    return page.evaluate(() => window.fake.machine.check.device);
  };
  await page.getByTestId("microphones-two").check();
  await page.getByTestId("sound-check-recruiter").waitFor();
  assert.deepEqual([await level("candidate"), await level("recruiter")], [0, 0]);
  assert.equal(await tries("candidate", -42, "too_quiet"), "Built-in microphone");
  await shows(page, "sound-check-says-candidate", "move a little closer");
  assert.equal(await tries("recruiter", -18, "good"), "Conference speaker");
  await shows(page, "sound-check-says-recruiter", "good level");
  // Both stand side by side, the one that is not open any more as it was.
  assert.deepEqual([await level("candidate"), await level("recruiter")], [30, 70]);
  await shows(page, "sound-check-says-candidate", "move a little closer");
  await inspect(page, "speech-two-tried");

  await page.getByTestId("start-interview").click();
  await page.getByTestId("interviewer-line").waitFor();
  await page.waitForFunction(() => window.fake.machine.check.state === "off");
  await live(page, { type: "level", track: "candidate", rms_db: -30, peak_db: -20 });
  await live(page, { type: "level", track: "recruiter", rms_db: -45, peak_db: -30 });
  await live(page, { type: "level_hint", track: "recruiter", hint: "too_quiet" });
  const now = async (testId) =>
    Number(await page.getByTestId(testId).getAttribute("aria-valuenow"));
  await shows(page, "level-hint-recruiter", "move a little closer");
  assert.deepEqual([await now("level-meter"), await now("level-meter-recruiter")], [-30, -45]);
  await close(page);
});

test("who said a line is corrected in the review without a mouse, and undone", async () => {
  const seed = `(fake, desk) => "/interviews/" + desk.finished.interview.id + "/review"`;
  const page = await openScreen(bench, { seed, ready: "speaker" }, SMALL);
  const line = page.locator("[data-testid=line][data-number='3']");
  assert.equal(await line.getAttribute("data-role"), "candidate");
  await line.getByTestId("speaker").focus();
  await page.keyboard.press("ArrowDown");
  await page.getByTestId("speaker-menu").waitFor();
  await page.waitForFunction(() => document.activeElement.closest('[role="menu"]') !== null);
  await page.keyboard.press("r");
  await page.waitForFunction(
    () => document.activeElement?.getAttribute("data-testid") === "said-by-recruiter",
  );
  await page.keyboard.press("Enter");
  await page.getByTestId("speaker-author").waitFor();
  await page.keyboard.type("Grace");
  await page.keyboard.press("Enter");
  await page.locator("[data-number='3'][data-role=recruiter]").waitFor();
  assert.equal(await line.getByTestId("taken-for").textContent(), "first: Candidate");
  await line.getByTestId("said-by").locator("summary").click();
  assert.match(await line.getByTestId("said-by").textContent(), /Grace:\s*Recruiter/);
  await inspect(page, "speech-said-by");

  await page.getByTestId("toast-action").click();
  await page.locator("[data-number='3'][data-role=candidate]").waitFor();
  assert.equal(await line.getByTestId("taken-for").count(), 0);
  assert.match(await line.getByTestId("said-by").textContent(), /Grace:\s*Candidate/);
  await close(page);
});
