// What the browser tests stand on: the built app on a local port, a Chromium, and checks that hold
// on every screen.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";
import { preview } from "vite";

/** The text of axe, for whoever loads it with the page. */
export const AXE = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);
const SHOTS = new URL("../test-results/screenshots/", import.meta.url);

/** As strict as the window's own policy. */
const POLICY =
  "default-src 'self'; connect-src 'self'; media-src blob:; style-src 'self' 'unsafe-inline'";

/** Serves the app and starts the browser, with these switches as well; `stop` ends both. */
export async function startBench(switches = []) {
  mkdirSync(SHOTS, { recursive: true });
  const server = await preview({
    mode: "e2e",
    logLevel: "warn",
    // Several builds may lie side by side: `vite build --mode e2e --outDir $SITE`.
    ...(process.env.SITE && { build: { outDir: process.env.SITE } }),
    preview: { port: 0, headers: { "Content-Security-Policy": POLICY } },
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...switches,
    ],
  });
  return {
    browser,
    url: server.resolvedUrls.local[0],
    async stop() {
      await browser.close();
      await server.close();
    },
  };
}

/** A page of its own with the app in it; `page.complaints` collects what the browser objects to. */
export async function openApp(bench, { width, height, scale = 1, theme = "light", language }) {
  const context = await bench.browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: theme,
    locale: language ?? "en",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(message.text());
  });
  // The window freezes it, too.
  await page.addInitScript(() => Object.freeze(Object.prototype));
  await page.goto(bench.url);
  await page.getByTestId("new-interview").waitFor();
  return page;
}

/** What of axe depends on colours: all that has to be looked at again in another theme. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Holds on every screen: nothing axe objects to, and nothing cut off at the side. */
export async function inspect(page, name) {
  await picture(page, name);
  await examine(page, name);
  assert.deepEqual(await cutOff(page), [], `${name}: cut off at the side`);
}

/** The same in every one of these themes: what cannot differ between them is looked at once. Takes pictures of what is wrong. */
export async function inspectIn(page, themes, name) {
  for (const [i, colorScheme] of themes.entries()) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(
      (wanted) => document.documentElement.dataset.theme === wanted,
      colorScheme,
    );
    const look = `${name}-${colorScheme}`;
    try {
      await examine(page, look, i === 0 ? undefined : COLOURS);
      if (i === 0) assert.deepEqual(await cutOff(page), [], `${look}: cut off at the side`);
    } catch (wrong) {
      await picture(page, look);
      throw wrong;
    }
  }
}

const picture = (page, name) => page.screenshot({ path: new URL(`${name}.png`, SHOTS).pathname });

/** Asks axe, about these rules only where some are given. */
async function examine(page, name, rules) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate(async (only) => {
    const { violations } = await window.axe.run(document, {
      resultTypes: ["violations"],
      ...(only && { runOnly: only }),
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(" | ")}`);
  }, rules);
  assert.deepEqual(found, [], `${name}: axe`);
}

/** Controls and texts that reach beyond the page's width, or are clipped by what holds them. */
function cutOff(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth + 0.5;
    const beyond = [...document.querySelectorAll("body *")].filter((el) => {
      // What is only for screen readers lies outside on purpose.
      if (el.closest(".sr-only, svg, [aria-hidden=true], [id^=DndLiveRegion]")) return false;
      const box = el.getBoundingClientRect();
      return box.width > 0 && (box.right > wide || box.left < -0.5);
    });
    const clipped = [...document.querySelectorAll("button, a, p, h1, h2, label")].filter(
      (el) =>
        !el.closest(".sr-only") &&
        el.clientWidth > 0 &&
        el.scrollWidth > el.clientWidth + 1 &&
        getComputedStyle(el).overflowX === "hidden",
    );
    return [...beyond, ...clipped].map((el) => el.outerHTML.slice(0, 160));
  });
}

/** Waits for a text inside the element with this test id. */
export const shows = (page, testId, text) =>
  page.getByTestId(testId).filter({ hasText: text }).waitFor();
