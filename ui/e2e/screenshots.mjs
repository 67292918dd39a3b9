// Takes a picture of every screen in every size, theme and language: `cargo xtask screenshots`.
//
//   node e2e/screenshots.mjs FOLDER [README-FOLDER] [NAME…]
//
// With names, only those screens. The README's few go into README-FOLDER, in English and light.

import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { startBench } from "./bench.mjs";
import { openScreen, SCREENS, variants } from "./screens.mjs";

/** Heavier pictures make the README slow to open. */
const README_BYTES = 150_000;

const [folder, readmeFolder, ...names] = process.argv.slice(2);
if (folder === undefined || readmeFolder === undefined) {
  throw new Error("where shall the pictures go?");
}
const unknown = names.filter((name) => !SCREENS.some((screen) => screen.name === name));
if (unknown.length > 0) {
  const known = SCREENS.map(({ name }) => name).join(", ");
  throw new Error(`there is no screen ${unknown.join(", ")}; there are ${known}`);
}

const bench = await startBench();
let taken = 0;
try {
  for (const screen of SCREENS) {
    if (names.length > 0 && !names.includes(screen.name)) continue;
    const own = join(folder, screen.name);
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own, { recursive: true });
    for (const variant of variants(screen)) {
      const { size, theme, language } = variant;
      const page = await openScreen(bench, screen, variant);
      await page.screenshot({ path: join(own, `${size}-${theme}-${language}.png`) });
      if (screen.readme && size === "1024x640" && theme === "light" && language === "en") {
        mkdirSync(readmeFolder, { recursive: true });
        const path = join(readmeFolder, `${screen.name}.png`);
        await page.screenshot({ path });
        const { size: bytes } = statSync(path);
        if (bytes > README_BYTES) throw new Error(`${path} has ${bytes} bytes`);
      }
      await page.context().close();
      taken += 1;
    }
    process.stderr.write(`${screen.name}\n`);
  }
} finally {
  await bench.stop();
}
process.stdout.write(`${taken} pictures in ${folder}\n`);
