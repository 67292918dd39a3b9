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
    const original = english.get(key) ?? english.get(key.replace(PLURAL, "_other")) ?? "";
    expect(placeholders(text), key).toEqual(placeholders(original));
    expect(text.trim(), key).not.toBe("");
  }
});
