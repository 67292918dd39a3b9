import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import type { components } from "./schema";
import type { Language } from "./types";

type Schemas = components["schemas"];

/** The ratings there are, the lowest first. */
export const RATINGS = [1, 2, 3, 4, 5] as const;

export type Advice = Schemas["Advice"];
export type CardChange = Schemas["CardChange"];
export type Claim = Schemas["Claim"];
export type Divergence = Schemas["Divergence"];
export type Measured = Schemas["Measured"];
export type Passage = Schemas["Passage"];
export type Quality = Schemas["Quality"];
export type Quote = Schemas["Quote"];
export type Rater = Schemas["PanelMember"];
export type RaterState = Schemas["RaterState"];
export type Rating = Schemas["Rating"];
export type Scorecard = Schemas["Scorecard"];
export type ScorecardsView = Schemas["ScorecardsView"];
export type ScoreWeights = Schemas["ScoreWeights"];

/** Keys of what is kept of ratings. */
export const scorecardKeys = {
  all: ["scorecards"] as const,
  of: (id: string) => ["scorecards", id] as const,
  view: (id: string, rater: string, language: Language) =>
    ["scorecards", id, rater, language] as const,
  quality: (id: string) => ["quality", id] as const,
  weights: ["score-weights"] as const,
};

export const qualityQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: scorecardKeys.quality(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/quality", { params: { path: { id } } })),
  });

/** What this rater may see of an interview's ratings, worded in `language`; an empty name is nobody in particular. */
export const scorecardsQuery = (client: Client, id: string, rater: string, language: Language) =>
  queryOptions({
    queryKey: scorecardKeys.view(id, rater, language),
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/interviews/{id}/scorecards", {
          params: { path: { id }, query: { language, ...(rater !== "" && { rater }) } },
        }),
      ),
    // Its end is told; should that be missed, it is noticed all the same.
    refetchInterval: ({ state }) => (state.data?.draft?.state === "running" ? 5_000 : false),
  });

export const weightsQuery = (client: Client) =>
  queryOptions({
    queryKey: scorecardKeys.weights,
    queryFn: () => unwrap(client.GET("/api/v1/score-weights")),
  });

/** What is done with the ratings of one interview. */
export function scorecardCalls(client: Client, id: string) {
  const params = { path: { id } };
  const card = (card_id: string) => ({ path: { id, card_id } });
  return {
    startDraft: () => unwrap(client.POST("/api/v1/interviews/{id}/scorecards/draft", { params })),
    cancelDraft: () =>
      unwrap(client.DELETE("/api/v1/interviews/{id}/scorecards/draft", { params })),
    begin: (rater: string, based_on?: string) =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/scorecards", {
          params,
          body: { rater, ...(based_on !== undefined && { based_on }) },
        }),
      ),
    change: (card_id: string, body: CardChange) =>
      unwrap(
        client.PUT("/api/v1/interviews/{id}/scorecards/{card_id}", { params: card(card_id), body }),
      ),
    sign: (card_id: string, name: string) =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/scorecards/{card_id}/sign", {
          params: card(card_id),
          body: { name },
        }),
      ),
    reject: (card_id: string, name: string) =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/scorecards/{card_id}/reject", {
          params: card(card_id),
          body: { name },
        }),
      ),
    choosePanel: (raters: string[]) =>
      unwrap(client.PUT("/api/v1/interviews/{id}/panel", { params, body: { raters } })),
  };
}

export function putWeights(client: Client, weights: ScoreWeights["weights"]) {
  return unwrap(client.PUT("/api/v1/score-weights", { body: { weights } }));
}
