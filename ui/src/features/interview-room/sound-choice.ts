import type { Device, Language, RoomSetup, SpeechModel } from "@/api/types";

const STORED = "candor.sound";

/** What was chosen last on this machine; null when nothing usable is remembered. */
export function rememberedSetup(): RoomSetup | null {
  const stored = localStorage.getItem(STORED);
  if (stored === null) return null;
  try {
    const setup = JSON.parse(stored) as Partial<RoomSetup> | null;
    return {
      device: typeof setup?.device === "string" ? setup.device : null,
      recruiter_device: typeof setup?.recruiter_device === "string" ? setup.recruiter_device : null,
      shared_microphone: setup?.shared_microphone === true,
      model: typeof setup?.model === "string" ? setup.model : null,
      text_only: setup?.text_only === true,
    };
  } catch {
    // Written by hand or by another version: a preference is not worth a complaint.
    return null;
  }
}

export function rememberSetup(setup: RoomSetup): void {
  localStorage.setItem(STORED, JSON.stringify(setup));
}

/** Whether the recruiter has a microphone as well, shares the candidate's, or has none. */
export function waysOf(setup: RoomSetup): "one" | "two" | "shared" {
  if (setup.recruiter_device !== null) return "two";
  return setup.shared_microphone ? "shared" : "one";
}

/** Whether there are microphones for everybody who is to have one, and no two of them are the same. */
export function microphonesFit(setup: RoomSetup, devices: Device[]): boolean {
  const there = (wanted: string | null) => devices.some(({ name }) => name === wanted);
  const { device, recruiter_device: own } = setup;
  return there(device) && (own === null || (there(own) && own !== device));
}

/** Whether the model can be chosen for an interview in this language. */
export function modelFits(model: SpeechModel, language: Language): boolean {
  return model.installed && model.languages.includes(language);
}

/**
 * What to offer first: what was chosen last as far as it is still there, else a real model before
 * the demo one, else typing. Without a list of models none is named, and Candor chooses.
 */
export function proposeSetup(
  devices: Device[],
  models: SpeechModel[] | null,
  language: Language,
  last: RoomSetup | null,
): RoomSetup {
  const fitting = (models ?? []).filter((model) => modelFits(model, language));
  const model =
    fitting.find(({ name }) => name === last?.model) ??
    fitting.find(({ demo }) => !demo) ??
    fitting[0];
  const device =
    devices.find(({ name }) => name === last?.device) ??
    devices.find(({ is_default }) => is_default) ??
    devices[0];
  const second = devices.find(
    ({ name }) => name === last?.recruiter_device && name !== device?.name,
  );
  return {
    device: device?.name ?? null,
    recruiter_device: second?.name ?? null,
    shared_microphone: last?.shared_microphone === true && second === undefined,
    model: model?.name ?? null,
    text_only:
      last?.text_only === true || (models !== null && model === undefined) || device === undefined,
  };
}
