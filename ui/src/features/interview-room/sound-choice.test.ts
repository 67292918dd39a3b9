import { describe, expect, test } from "vitest";

import { DEVICES, MODELS } from "@/api/fake-data";

import { proposeSetup, rememberedSetup, rememberSetup } from "./sound-choice";

describe("the proposed sound", () => {
  test("is the default microphone and a model for people", () => {
    expect(proposeSetup(DEVICES, MODELS, "en", null)).toEqual({
      device: "Built-in microphone",
      model: "base",
      text_only: false,
    });
  });

  test("is what was chosen last, as far as it is still there", () => {
    const last = { device: "Conference speaker", model: "large-v3-turbo", text_only: false };
    expect(proposeSetup(DEVICES, MODELS, "en", last)).toEqual({
      device: "Conference speaker",
      model: "base",
      text_only: false,
    });
  });

  test("is the demo model only when there is no other for the language", () => {
    const demo = MODELS.filter((model) => model.demo);
    expect(proposeSetup(DEVICES, demo, "en", null)).toMatchObject({ model: "demo-en" });
    expect(proposeSetup(DEVICES, demo, "ru", null)).toMatchObject({ model: null, text_only: true });
  });

  test("is typing without a microphone", () => {
    expect(proposeSetup([], MODELS, "en", null)).toMatchObject({ text_only: true });
  });
});

describe("what is remembered", () => {
  test("comes back", () => {
    const setup = { device: "USB", model: "base", text_only: true };
    rememberSetup(setup);
    expect(rememberedSetup()).toEqual(setup);
  });

  test.each([
    ["{", null],
    ["null", { device: null, model: null, text_only: false }],
    ['{"device":1,"text_only":"yes"}', { device: null, model: null, text_only: false }],
  ])("may be nonsense: %s", (stored, expected) => {
    localStorage.setItem("candor.sound", stored);
    expect(rememberedSetup()).toEqual(expected);
  });
});
