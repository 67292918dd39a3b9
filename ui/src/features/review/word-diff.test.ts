import { expect, test } from "vitest";

import { wordDiff } from "./word-diff";

const shown = (before: string, after: string) =>
  wordDiff(before, after).map(
    ({ kind, text }) => `${{ same: "", gone: "-", new: "+" }[kind]}${text}`,
  );

test("words that stay, go and come are told apart", () => {
  expect(shown("I kept the flies", "I kept the files")).toEqual(["I kept the", "-flies", "+files"]);
  expect(shown("we went home", "we all went")).toEqual(["we", "+all", "went", "-home"]);
  expect(shown("a b c", "a  b\nc")).toEqual(["a b c"]);
});

test("nothing at all differs from something", () => {
  expect(shown("", "hello there")).toEqual(["+hello there"]);
  expect(shown("hello", "")).toEqual(["-hello"]);
  expect(shown("", "")).toEqual([]);
});

test("endless texts are not compared word by word", () => {
  const long = "word ".repeat(1_100);
  expect(wordDiff(long, `${long}more`).map(({ kind }) => kind)).toEqual(["gone", "new"]);
});
