// Every screen in every language and theme at the size of a small laptop, and at a zoom of 200 % in the
// languages with the longest words: axe finds nothing, nothing is cut off, and the browser has nothing
// to complain about.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { AXE, inspectIn, startBench } from "./bench.mjs";
import { openLane, SCREENS, THEMES, variants } from "./screens.mjs";

let bench;
before(async () => (bench = await startBench()));
after(() => bench.stop());

const LANES = [
  { size: "1024x640", language: "en" },
  { size: "1024x640", language: "de" },
  { size: "1024x640", language: "ru" },
  { size: "512x320@2", language: "de" },
  { size: "512x320@2", language: "ru" },
];

describe("screens", { concurrency: 2 }, () => {
  for (const { size, language } of LANES) {
    describe(`at ${size}, ${language}`, { concurrency: 1 }, () => {
      let lane = null;
      const close = async () => {
        await lane?.page.context().close();
        lane = null;
      };
      after(close);
      for (const screen of SCREENS) {
        const looked = variants(screen, [size]).filter(
          (variant) => variant.size === size && variant.language === language,
        );
        if (looked.length === 0) continue;
        const themes = THEMES.filter((theme) => looked.some((variant) => variant.theme === theme));
        test(screen.name, async () => {
          lane ??= await openLane(bench, { size, language }, AXE);
          try {
            await lane.show(screen);
            await inspectIn(lane.page, themes, `screen-${screen.name}-${size}-${language}`);
            assert.deepEqual(lane.page.complaints, []);
          } catch (wrong) {
            // What went wrong here is not to spoil the screens after it.
            await close();
            throw wrong;
          }
        });
      }
    });
  }
});
