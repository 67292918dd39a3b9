// The connections to AI services in a browser: setting them up, ordering them by keyboard and pointer, and every part of
// the page on every size and theme.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { after, before, test } from "node:test";

import { inspect, openApp, shows, startBench } from "./bench.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const SCREENS = [
  { width: 1024, height: 640, theme: "light", language: "en" },
  { width: 1024, height: 640, theme: "dark", language: "de" },
  { width: 1024, height: 640, theme: "light", language: "ru" },
  { width: 1920, height: 1080, theme: "dark", language: "en" },
  // 1024 × 640 at a zoom of 200 %.
  { width: 512, height: 320, scale: 2, theme: "light", language: "de" },
  { width: 512, height: 320, scale: 2, theme: "dark", language: "ru" },
];

const openSettings = async (page) => {
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("settings-ai").click();
  await page.getByTestId("ai-scripted").waitFor();
};

/** Three connections, one of them on this computer. */
const connect = (page) =>
  page.evaluate(() => {
    const { ai } = window.fake;
    ai.add({ name: "OpenAI", input_price_micros: 1_250_000, output_price_micros: 10_000_000 });
    ai.add({
      name: "Lindgren & Sons – internal language models",
      api: "chat",
      base_url: "https://language-models.internal.lindgren.example:8443/v1",
      model: "mistral-small-24b-instruct-2501",
    });
    ai.add({
      name: "Ollama",
      api: "chat",
      base_url: "http://127.0.0.1:11434/v1",
      model: "qwen3:8b",
      has_key: false,
    });
    window.fake.happened("setting_changed", "ai_connections");
  });

const order = (page) =>
  page.evaluate(() => window.fake.ai.settings.connections.map(({ name }) => name.split(" ")[0]));

for (const screen of SCREENS) {
  const { width, height, theme, language } = screen;

  test(`AI settings at ${width}×${height}, ${theme}, ${language}`, async () => {
    const page = await openApp(bench, screen);
    const shot = (step) => inspect(page, `ai-${width}-${theme}-${language}-${step}`);
    const see = async (testId, step) => {
      await page
        .getByTestId(testId)
        .first()
        .evaluate((el) => el.scrollIntoView({ block: "start" }));
      await shot(step);
    };
    await openSettings(page);
    await shot("1-empty");

    await page.getByTestId("ai-add").click();
    await page.getByTestId("ai-connection-form").waitFor();
    await shot("2-add");
    await page.getByTestId("ai-save").click();
    await page.locator("[data-testid=ai-model][aria-invalid=true]").waitFor();
    await shot("3-faults");
    await page.getByTestId("ai-key").fill("sk-secret");
    await page.getByTestId("ai-list-models").click();
    await page.getByTestId("ai-offered-models").selectOption("gpt-4o");
    await page.getByTestId("ai-test").click();
    await page.getByTestId("first-token").waitFor();
    await see("ai-offered-models", "4-model");
    await see("test-report", "5-tested");
    await page.getByTestId("ai-more").click();
    await see("ai-more", "6-more");
    await page.getByTestId("ai-service-local").click();
    await page.getByTestId("ai-probe").click();
    await page.getByTestId("ai-found").waitFor();
    await see("ai-probe", "7-found");
    await page.keyboard.press("Escape");
    await page.getByTestId("ai-connection-form").waitFor({ state: "detached" });

    await connect(page);
    await page.getByTestId("ai-connection").nth(2).waitFor();
    await page.getByTestId("ai-connections").waitFor();
    await see("ai-connections", "8-list");
    await page.evaluate(() => {
      window.fake.ai.testResult = {
        outcome: "unreachable",
        models: [],
        detail: "dns error: failed to lookup address information",
        first_token_ms: null,
      };
    });
    await page.getByTestId("ai-row-more").nth(1).click();
    await page.getByTestId("ai-menu-test").click();
    await page.locator('[data-testid="test-report"][data-outcome="unreachable"]').waitFor();
    await page.getByTestId("ai-enabled").nth(2).click();
    await page.waitForFunction(() => !window.fake.ai.settings.connections[2].enabled);
    await see("ai-connections", "9-unreachable");
    await page.getByTestId("ai-row-more").nth(0).click();
    await page.getByTestId("ai-menu-edit").click();
    await page.getByTestId("ai-key-kept").waitFor();
    await see("ai-key-kept", "10-edit");
    await page.keyboard.press("Escape");
    await page.getByTestId("ai-connection-form").waitFor({ state: "detached" });

    await see("ai-use", "11-use");
    await see("ai-sharing", "12-sharing");
    await page.getByTestId("ai-budget-money").fill("0.5");
    await page.getByTestId("ai-budget-tokens").fill("x");
    await see("ai-budget", "13-budget");
    await page.getByTestId("ai-proxy-manual").check();
    await see("ai-network", "14-network");
    await page.getByTestId("ai-add-root").click();
    await page.getByTestId("ai-root-file").setInputFiles({
      name: "lindgren-root.pem",
      mimeType: "application/x-pem-file",
      buffer: Buffer.from("-----BEGIN CERTIFICATE-----\nTGluZGdyZW4=\n-----END CERTIFICATE-----\n"),
    });
    await page.getByTestId("ai-root").waitFor();
    await see("ai-certificates", "15-certificates");

    await page.evaluate(() => {
      const { ai } = window.fake;
      ai.settings = { ...ai.settings, keychain: "locked" };
      window.fake.happened("setting_changed", "ai_connections");
    });
    await page.getByTestId("keychain-state").waitFor();
    await see("keychain-state", "16-locked");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("connections are put in order by keyboard and by pointer, and the scripted interviewer stays last", async () => {
  const page = await openApp(bench, { width: 1024, height: 640 });
  await openSettings(page);
  await connect(page);
  await page.getByTestId("ai-connection").nth(2).waitFor();

  await page.getByTestId("ai-drag").nth(2).focus();
  await page.keyboard.press("Space");
  await page.getByText("Ollama is lifted.").waitFor({ state: "attached" });
  await page.keyboard.press("ArrowUp");
  await page.getByText("Ollama is now at place 2 of 3.").waitFor({ state: "attached" });
  await page.keyboard.press("Space");
  await page.waitForFunction(() => window.fake.ai.settings.connections[1].name === "Ollama");
  assert.deepEqual(await order(page), ["OpenAI", "Ollama", "Lindgren"]);

  const box = async (at) => page.getByTestId("ai-drag").nth(at).boundingBox();
  const [from, to] = [await box(0), await box(2)];
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2 + 8, { steps: 8 });
  await page.mouse.up();
  await page.waitForFunction(() => window.fake.ai.settings.connections[2].name === "OpenAI");
  assert.deepEqual(await order(page), ["Ollama", "Lindgren", "OpenAI"]);
  const last = page.getByTestId("ai-connections").locator("ol > li").last();
  assert.equal(await last.getAttribute("data-testid"), "ai-scripted");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a connection is added, tested and removed by keyboard alone", async () => {
  const page = await openApp(bench, { width: 1024, height: 640 });
  await openSettings(page);
  const reach = async (testId) => {
    // What is still being loaded or saved has no stop yet.
    await page.waitForSelector(`[data-testid="${testId}"]:not([disabled])`);
    for (let i = 0; i < 80; i++) {
      const there = await page.evaluate(() => document.activeElement?.dataset.testid);
      if (there === testId) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`${testId} is not reached by keyboard`);
  };
  const press = async (testId, key = "Enter") => {
    await reach(testId);
    await page.keyboard.press(key);
  };
  await press("ai-add");
  await page.getByTestId("ai-connection-form").waitFor();
  await reach("ai-service-openai");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await press("ai-probe");
  await page.getByTestId("ai-use-found").waitFor();
  await press("ai-use-found");
  await press("ai-test");
  await page.getByTestId("test-report").waitFor();
  await press("ai-save");
  await page.getByTestId("ai-connection").waitFor();
  await shows(page, "ai-connection", "qwen3:8b");
  // The focus is back where it was, not at the top of the page.
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), "ai-add");

  await page.getByTestId("ai-row-more").focus();
  await page.keyboard.press("Enter");
  // A person looks before pressing on: the menu is open and has the focus, then its last entry has it.
  await page.waitForFunction(() => document.activeElement.closest('[role="menu"]') !== null);
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.activeElement.dataset.testid === "ai-remove");
  await page.keyboard.press("Enter");
  await page.getByTestId("ai-confirm-remove").waitFor();
  await press("ai-confirm-remove");
  await page.getByTestId("ai-connection").waitFor({ state: "detached" });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
