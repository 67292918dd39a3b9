/** The steps of the first run, in order. */
export const STEPS = ["appearance", "microphone", "model", "ai", "sample"] as const;
export type Step = (typeof STEPS)[number];
