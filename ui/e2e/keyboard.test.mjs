// The app without a mouse, and with another look.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, openApp, shows, startBench } from "./bench.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const SIZE = { width: 1024, height: 640 };

/** Presses Tab until the element with this test id has the focus, which must be visible. */
async function tabTo(page, testId) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const [focused, outline] = await page.evaluate(() => [
      document.activeElement.dataset.testid,
      getComputedStyle(document.activeElement).outlineStyle,
    ]);
    if (focused !== testId) continue;
    assert.notEqual(outline, "none", `the focus on ${testId} is visible`);
    return;
  }
  assert.fail(`${testId} is not reached by keyboard`);
}

test("an interview is created, started, answered and finished by keyboard", async () => {
  const page = await openApp(bench, SIZE);
  await page.evaluate(() => window.fake.addPosition("Clerk"));
  await tabTo(page, "new-interview");
  await page.keyboard.press("Enter");
  await tabTo(page, "candidate-name");
  await page.keyboard.type("Ada");
  await tabTo(page, "position-select");
  await page.keyboard.type("Clerk");
  await tabTo(page, "create-interview");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.dataset.testid === "open-room");
  await page.keyboard.press("Enter");

  await page.getByTestId("consent-agree").waitFor();
  await tabTo(page, "consent-agree");
  await page.keyboard.press("Enter");
  await page.getByTestId("model-select").waitFor();
  await tabTo(page, "start-interview");
  await page.keyboard.press("Enter");

  await page.getByTestId("message-input").waitFor();
  await tabTo(page, "conversation");
  await tabTo(page, "message-input");
  await page.keyboard.type("By hand");
  await page.keyboard.press("Enter");
  await shows(page, "conversation", "By hand");
  await tabTo(page, "finish");
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  // The dialog gives the focus back a moment after it is gone.
  await page.waitForFunction(() => document.activeElement.dataset.testid === "finish");
  await page.keyboard.press("Enter");
  await tabTo(page, "confirm-finish");
  await page.keyboard.press("Enter");
  await shows(page, "transcript", "By hand");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("theme and language are chosen, remembered, and can go back to the system's", async () => {
  const page = await openApp(bench, { ...SIZE, theme: "dark" });
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), "dark");
  await page.getByTestId("theme").click();
  assert.equal(await theme(), "light");
  await page.getByTestId("ui-language").selectOption("ru");
  await page.reload();
  await page.getByTestId("new-interview").filter({ hasText: "Новое интервью" }).waitFor();
  assert.equal(await theme(), "light");
  await page.getByTestId("theme").click();
  assert.equal(await theme(), "dark");
  await page.getByTestId("theme").click();
  await page.emulateMedia({ colorScheme: "light" });
  await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
  await page.context().close();
});

test("a locked database asks for its passphrase", async () => {
  const page = await openApp(bench, SIZE);
  await page.addInitScript(() => {
    let app;
    Object.defineProperty(window, "fake", {
      get: () => app,
      set: (fake) => {
        fake.startup = {
          state: "locked",
          code: "keychain_missing",
          detail: "There is no keychain here, so the database is opened by a passphrase.",
          can_use_passphrase: true,
          new_passphrase: false,
        };
        app = fake;
      },
    });
  });
  await page.reload();
  await page.getByTestId("passphrase").fill("wrong");
  await inspect(page, "unlock");
  await page.keyboard.press("Enter");
  await page.getByTestId("passphrase").and(page.locator('[value=""]')).waitFor();
  await page.getByTestId("passphrase").fill("correct horse");
  await page.getByTestId("unlock").click();
  await page.getByTestId("new-interview").waitFor();
  await page.context().close();
});
