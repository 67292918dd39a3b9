// Every screen in every language and theme at the size of a small laptop, and at a zoom of 200 % in the
// languages with the longest words: axe finds nothing, nothing is cut off, and the browser has nothing
// to complain about.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { inspect, startBench } from "./bench.mjs";
import { openScreen, SCREENS, THEMES, variants } from "./screens.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

describe("screens", { concurrency: 2 }, () => {
  for (const screen of SCREENS) {
    for (const variant of variants(screen, ["1024x640", "512x320@2"])) {
      const { size, theme, language } = variant;
      if (theme !== THEMES[0] || (size !== "1024x640" && language === "en")) continue;
      test(`${screen.name} at ${size}, ${language}`, async () => {
        const page = await openScreen(bench, screen, variant);
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme });
          await page.waitForFunction(
            (wanted) => document.documentElement.dataset.theme === wanted,
            colorScheme,
          );
          await inspect(page, `screen-${screen.name}-${size}-${colorScheme}-${language}`);
        }
        assert.deepEqual(page.complaints, []);
        await page.context().close();
      });
    }
  }
});
