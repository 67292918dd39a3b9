import { queryOptions } from "@tanstack/react-query";
import type { Client as ClientOf } from "openapi-fetch";

import type { Client } from "./client";
import { unwrap } from "./problem";

/** Lowest and highest rating of the anchored scale. */
export const LOWEST = 1;
export const HIGHEST = 5;
/** The ratings there are, the lowest first. */
export const RATINGS = [1, 2, 3, 4, 5] as const;

/** What measures how far a record can be trusted. */
export type Measure =
  "confidence" | "speech_coverage" | "language_match" | "lost_audio" | "answered";
export type Advice = "retranscribe" | "listen" | "check_language" | "ask_again";

/** One measure of one interview, 0 to 1. */
export type Measured = {
  measure: Measure;
  value?: number | null;
  threshold: number;
  suffices: boolean;
  advice?: Advice | null;
};

export type Quality = {
  transcript_version: number;
  measures: Measured[];
  suffices: boolean;
};

/** A place in the text of a message that counts; `start` and `end` are characters, not code units. */
export type Passage = { message_id: string; start: number; end: number };

export type Quote = Passage & {
  text: string;
  start_ms?: number | null;
  end_ms?: number | null;
};

export type Rating = {
  competency: string;
  /** From [LOWEST] to [HIGHEST]; null is “not assessed”. */
  rating?: number | null;
  rationale: string;
  quotes: Quote[];
};

export type Claim = { text: string; quotes: Quote[] };

export type CardStatus = "draft" | "signed" | "rejected";

export type Scorecard = {
  id: string;
  interview_id: string;
  author: "model" | "person";
  rater: string;
  status: CardStatus;
  based_on?: string | null;
  prompt_version?: string | null;
  transcript_version: number;
  ratings: Rating[];
  summary: Claim[];
  open_questions: Claim[];
  dropped: number;
  created_at: number;
  changed_at: number;
  signed_by?: string | null;
  closed_at?: number | null;
};

export type RaterState = "not_begun" | "draft" | "signed";
export type Rater = { name: string; state: RaterState };
export type Divergence = {
  competency: string;
  lowest: number;
  highest: number;
  ratings: { rater: string; rating: number }[];
};
export type JobState = "running" | "done" | "cancelled" | "failed";

export type ScorecardsView = {
  /** What this rater may see, in the order it was begun; of a panel only one's own until all have signed. */
  cards: Scorecard[];
  /** How many cards are kept back until all have signed, a model's draft included. */
  hidden: number;
  /** Who rates; empty when anybody may. */
  panel: Rater[];
  divergences: Divergence[];
  overall?: { value: number; of: string } | null;
  /** The latest attempt to have a model draft it. */
  draft?: { state: JobState; error?: string | null } | null;
  /** Why no model may draft it; null when one may. */
  withheld?: Quality | null;
  scale: { rating: number; label: string }[];
  /** What each rating means, by competency. */
  anchors: Record<string, { rating: number; text: string }[]>;
};

/** What a person can change of their card. */
export type CardChange = {
  ratings: { competency: string; rating: number | null; rationale: string; quotes: Passage[] }[];
  summary: { text: string; quotes: Passage[] }[];
  open_questions: { text: string; quotes: Passage[] }[];
};

export type ScoreWeights = { weights: Record<string, number> };

type Json<T> = { content: { "application/json": T } };
type Answer<T> = { responses: { 200: Json<T> } };
type At<P> = { parameters: { path: P } };
type With<B> = { requestBody: Json<B> };
type Of = { id: string };
type Card = Of & { card_id: string };
type Paths = {
  "/api/v1/interviews/{id}/quality": { get: At<Of> & Answer<Quality> };
  "/api/v1/interviews/{id}/scorecards": {
    get: {
      parameters: { path: Of; query?: { rater?: string; language?: string } };
    } & Answer<ScorecardsView>;
    post: At<Of> & With<{ rater: string; based_on?: string }> & Answer<Scorecard>;
  };
  "/api/v1/interviews/{id}/scorecards/draft": {
    post: At<Of> & Answer<unknown>;
    delete: At<Of> & Answer<unknown>;
  };
  "/api/v1/interviews/{id}/scorecards/{card_id}": {
    put: At<Card> & With<CardChange> & Answer<Scorecard>;
  };
  "/api/v1/interviews/{id}/scorecards/{card_id}/sign": {
    post: At<Card> & With<{ name: string }> & Answer<Scorecard>;
  };
  "/api/v1/interviews/{id}/scorecards/{card_id}/reject": {
    post: At<Card> & With<{ name: string }> & Answer<Scorecard>;
  };
  "/api/v1/interviews/{id}/panel": {
    put: At<Of> & With<{ raters: string[] }> & Answer<unknown>;
  };
  "/api/v1/score-weights": {
    get: Answer<ScoreWeights>;
    put: With<ScoreWeights> & Answer<ScoreWeights>;
  };
};

const typed = (client: Client) => client as unknown as ClientOf<Paths>;

/** Keys of what is kept of ratings. */
export const scorecardKeys = {
  all: ["scorecards"] as const,
  of: (id: string) => ["scorecards", id] as const,
  view: (id: string, rater: string, language: string) =>
    ["scorecards", id, rater, language] as const,
  quality: (id: string) => ["quality", id] as const,
  weights: ["score-weights"] as const,
};

export const qualityQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: scorecardKeys.quality(id),
    queryFn: () =>
      unwrap(typed(client).GET("/api/v1/interviews/{id}/quality", { params: { path: { id } } })),
  });

/** What this rater may see of an interview's ratings, worded in `language`; an empty name is nobody in particular. */
export const scorecardsQuery = (client: Client, id: string, rater: string, language: string) =>
  queryOptions({
    queryKey: scorecardKeys.view(id, rater, language),
    queryFn: () =>
      unwrap(
        typed(client).GET("/api/v1/interviews/{id}/scorecards", {
          params: { path: { id }, query: { language, ...(rater !== "" && { rater }) } },
        }),
      ),
    // Its end is told; should that be missed, it is noticed all the same.
    refetchInterval: ({ state }) => (state.data?.draft?.state === "running" ? 5_000 : false),
  });

export const weightsQuery = (client: Client) =>
  queryOptions({
    queryKey: scorecardKeys.weights,
    queryFn: () => unwrap(typed(client).GET("/api/v1/score-weights")),
  });

/** What is done with the ratings of one interview. */
export function scorecardCalls(client: Client, id: string) {
  const api = typed(client);
  const params = { path: { id } };
  const card = (card_id: string) => ({ path: { id, card_id } });
  return {
    startDraft: () => unwrap(api.POST("/api/v1/interviews/{id}/scorecards/draft", { params })),
    cancelDraft: () => unwrap(api.DELETE("/api/v1/interviews/{id}/scorecards/draft", { params })),
    begin: (rater: string, based_on?: string) =>
      unwrap(
        api.POST("/api/v1/interviews/{id}/scorecards", {
          params,
          body: { rater, ...(based_on !== undefined && { based_on }) },
        }),
      ),
    change: (card_id: string, body: CardChange) =>
      unwrap(
        api.PUT("/api/v1/interviews/{id}/scorecards/{card_id}", { params: card(card_id), body }),
      ),
    sign: (card_id: string, name: string) =>
      unwrap(
        api.POST("/api/v1/interviews/{id}/scorecards/{card_id}/sign", {
          params: card(card_id),
          body: { name },
        }),
      ),
    reject: (card_id: string, name: string) =>
      unwrap(
        api.POST("/api/v1/interviews/{id}/scorecards/{card_id}/reject", {
          params: card(card_id),
          body: { name },
        }),
      ),
    choosePanel: (raters: string[]) =>
      unwrap(api.PUT("/api/v1/interviews/{id}/panel", { params, body: { raters } })),
  };
}

export function putWeights(client: Client, weights: ScoreWeights["weights"]) {
  return unwrap(typed(client).PUT("/api/v1/score-weights", { body: { weights } }));
}
