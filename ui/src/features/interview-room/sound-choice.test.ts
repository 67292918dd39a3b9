import { describe, expect, test } from "vitest";

import { DEVICES, MODELS } from "@/api/fake-data";

import { proposeSetup, rememberedSetup, rememberSetup } from "./sound-choice";

const ONE = { recruiter_device: null, shared_microphone: false };

describe("the proposed sound", () => {
  test("is the default microphone and a model for people", () => {
    expect(proposeSetup(DEVICES, MODELS, "en", null)).toEqual({
      device: "Built-in microphone",
      model: "base",
      text_only: false,
      ...ONE,
    });
  });

  test("is what was chosen last, as far as it is still there", () => {
    const last = {
      device: "Conference speaker",
      model: "large-v3-turbo",
      text_only: false,
      ...ONE,
    };
    expect(proposeSetup(DEVICES, MODELS, "en", last)).toEqual({
      device: "Conference speaker",
      model: "base",
      text_only: false,
      ...ONE,
    });
  });

  test("is the demo model only when there is no other for the language", () => {
    const demo = MODELS.filter((model) => model.demo);
    expect(proposeSetup(DEVICES, demo, "en", null)).toMatchObject({ model: "demo-en" });
    expect(proposeSetup(DEVICES, demo, "ru", null)).toMatchObject({ model: null, text_only: true });
  });

  test("is two microphones as last time, unless one of them is gone or they have become one", () => {
    const last = {
      device: "Built-in microphone",
      recruiter_device: "Conference speaker",
      shared_microphone: false,
      model: "base",
      text_only: false,
    };
    expect(proposeSetup(DEVICES, MODELS, "en", last)).toEqual(last);
    const alone = DEVICES.filter(({ is_default }) => is_default);
    expect(proposeSetup(alone, MODELS, "en", last)).toMatchObject(ONE);
    const same = { ...last, recruiter_device: "Built-in microphone" };
    expect(proposeSetup(DEVICES, MODELS, "en", same)).toMatchObject(ONE);
    const shared = { ...last, recruiter_device: null, shared_microphone: true };
    expect(proposeSetup(DEVICES, MODELS, "en", shared)).toEqual(shared);
  });

  test("is typing without a microphone", () => {
    expect(proposeSetup([], MODELS, "en", null)).toMatchObject({ text_only: true });
  });
});

describe("what is remembered", () => {
  test("comes back", () => {
    const setup = { device: "USB", model: "base", text_only: true, ...ONE };
    rememberSetup(setup);
    expect(rememberedSetup()).toEqual(setup);
  });

  test.each([
    ["{", null],
    ["null", { device: null, model: null, text_only: false, ...ONE }],
    ['{"device":1,"text_only":"yes"}', { device: null, model: null, text_only: false, ...ONE }],
  ])("may be nonsense: %s", (stored, expected) => {
    localStorage.setItem("candor.sound", stored);
    expect(rememberedSetup()).toEqual(expected);
  });
});
