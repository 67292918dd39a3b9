import type { Texts } from "./draft";

/** Letters beyond ASCII that have a usual way of being written in it. */
const LETTERS: Record<string, string> = {
  ...{ ä: "ae", ö: "oe", ü: "ue", ß: "ss" },
  ...{ а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "y" },
  ...{ к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f" },
  ...{
    х: "h",
    ц: "ts",
    ч: "ch",
    ш: "sh",
    щ: "sch",
    ъ: "",
    ы: "y",
    ь: "",
    э: "e",
    ю: "yu",
    я: "ya",
  },
};

/** Longest key made here; people may write longer ones. */
const LONGEST = 32;

/** A key made of the first words of a text; empty when there is nothing to make it of. */
export function keyFrom(text: string): string {
  const ascii = text
    .toLowerCase()
    .replace(/\p{L}/gu, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
  let key = "";
  for (const word of ascii.match(/[a-z0-9]+/g) ?? []) {
    const longer = key === "" ? word : `${key}-${word}`;
    if (longer.length > LONGEST) break;
    key = longer;
  }
  return key || (/[a-z0-9]+/.exec(ascii)?.[0].slice(0, LONGEST) ?? "");
}

/** The key, or the key with the first number that makes it one nobody has. */
export function freeKey(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key)) return key;
  for (let n = 2; ; n += 1) {
    if (!taken.has(`${key}-${n}`)) return `${key}-${n}`;
  }
}

/** The key of a question, from its text in the first language that has one. */
export function questionKey(text: Texts, taken: ReadonlySet<string>): string {
  const made = keyFrom(text.en || text.de || text.ru);
  return freeKey(made || "question", taken);
}
