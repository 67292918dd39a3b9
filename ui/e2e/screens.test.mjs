// Every screen, in every language and theme, at the size of a small laptop and at a zoom of 200 %:
// axe finds nothing, nothing is cut off, and the browser has nothing to complain about.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, startBench } from "./bench.mjs";
import { openScreen, SCREENS, variants } from "./screens.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

for (const screen of SCREENS) {
  for (const variant of variants(screen, ["1024x640", "512x320@2"])) {
    const { size, theme, language } = variant;
    test(`${screen.name} at ${size}, ${theme}, ${language}`, async () => {
      const page = await openScreen(bench, screen, variant);
      await inspect(page, `screen-${screen.name}-${size}-${theme}-${language}`);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }
}
