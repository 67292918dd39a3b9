import { expect, test } from "vitest";

import { de } from "./locales/de";
import { en } from "./locales/en";
import { ru } from "./locales/ru";

type Tree = { [key: string]: string | Tree };

/** All texts by their full key. */
function texts(tree: Tree, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[prefix + key, value] as const]
        : [...texts(value, `${prefix}${key}.`)],
    ),
  );
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const baseKeys = (all: Map<string, string>) =>
  [...new Set([...all.keys()].map((key) => key.replace(PLURAL, "")))].sort();
const pluralised = (all: Map<string, string>) =>
  new Set([...all.keys()].filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, "")));
const placeholders = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((m) => m[1]).sort();

const english = texts(en);

test.each([
  ["de", texts(de)],
  ["ru", texts(ru)],
])("%s has the same keys as en, every plural form and the same placeholders", (language, other) => {
  expect(baseKeys(other)).toEqual(baseKeys(english));
  expect(pluralised(other)).toEqual(pluralised(english));
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const key of pluralised(other)) {
    for (const form of forms) expect(other.has(`${key}_${form}`), `${key}_${form}`).toBe(true);
  }
  for (const [key, text] of other) {
    const original = english.get(key.replace(PLURAL, "_other")) ?? english.get(key) ?? "";
    // The number itself may be put in words where there is one.
    const named = (all: (string | undefined)[]) =>
      key.endsWith("_one") ? all.filter((name) => name !== "count") : all;
    expect(named(placeholders(text)), key).toEqual(named(placeholders(original)));
    expect(text.trim(), key).not.toBe("");
  }
});

/** The source of everything but tests, by file. */
const SOURCES = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.{ts,tsx}"], {
  query: "?raw",
  import: "default",
  eager: true,
});

test("every text is used somewhere", () => {
  const source = Object.values(SOURCES).join("\n");
  const literals = new Set([...source.matchAll(/["'`]([\w.]+)["'`]/g)].map((m) => m[1]));
  // A template stands for every key that it can become.
  const templates = [...source.matchAll(/`(\w+\.[\w.]*(?:\$\{[^}`]*\}[\w.]*)+)`/g)].map((m) => {
    const parts = (m[1] ?? "").split(/\$\{[^}]*\}/).map((part) => part.replaceAll(".", "\\."));
    return new RegExp(`^${parts.join("\\w+")}$`);
  });
  const unused = baseKeys(english).filter(
    (key) => !literals.has(key) && !templates.some((template) => template.test(key)),
  );
  expect(unused).toEqual([]);
});
