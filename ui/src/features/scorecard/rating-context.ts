import { createContext, use } from "react";

import type { ScorecardsView } from "@/api/scorecards";
import type { Language, Plan } from "@/api/types";

import type { Hearing } from "./use-hearing";
import type { Said } from "./use-transcript";

/** What the parts of one interview's ratings share. */
export type RatingParts = {
  interviewId: string;
  /** Language of what was said. */
  language: Language;
  /** What is rated, in the plan's order. */
  competencies: NonNullable<Plan["competencies"]>;
  view: ScorecardsView;
  said: Said;
  hearing: Hearing;
  /** The transcript version that counts now. */
  transcriptVersion: number;
  /** Shows a message in the transcript beside the ratings. */
  locate: (messageId: string) => void;
};

export const RatingContext = createContext<RatingParts | null>(null);

export function useRating(): RatingParts {
  const parts = use(RatingContext);
  if (parts === null) throw new Error("useRating outside of a rating");
  return parts;
}

/** What a competency is called; its key where the plan does not know it. */
export function nameOf({ competencies }: RatingParts, key: string): string {
  return competencies.find((own) => own.key === key)?.name ?? key;
}
