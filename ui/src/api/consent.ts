import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import { keys } from "./queries";
import type { components } from "./schema";
import type { Language } from "./types";

type Schemas = components["schemas"];

export type ConsentText = Schemas["ConsentText"];
export type ConsentSection = Schemas["Section"];
export type SectionKind = Schemas["SectionKind"];
export type ConsentWords = Schemas["ConsentWords"];
export type ConsentTexts = Schemas["ConsentTexts"];
export type ConsentTextSettings = Schemas["ConsentTextSettings"];
export type Organisation = Schemas["Organisation"];
export type Remains = Schemas["Remains"];
export type Erasure = Schemas["Erasure"];
export type Receipt = Schemas["Receipt"];

/** Keys of what is kept about consent, beside the texts under `keys.consent`. */
export const consentKeys = {
  organisation: ["organisation"] as const,
  texts: ["consent-texts"] as const,
  remains: (id: string) => [...keys.interview(id), "remains"] as const,
  receipt: (id: string) => [...keys.interview(id), "receipt"] as const,
};

/** The consent text in force; `language` null means the interview's own. Asked anew each time it is shown. */
export const consentTextQuery = (client: Client, id: string, language: Language | null) =>
  queryOptions({
    queryKey: [...keys.consent(id), "text", language],
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/interviews/{id}/consent", {
          params: { path: { id }, query: language === null ? {} : { language } },
        }),
      ),
    staleTime: 0,
    // What was read before may have been agreed to or withdrawn since.
    gcTime: 0,
  });

/** What a candidate takes home; changes with everything that is stored. */
export const receiptQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: consentKeys.receipt(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/receipt", { params: { path: { id } } })),
    staleTime: 0,
  });

/** What is stored of an interview, and which files. */
export const remainsQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: consentKeys.remains(id),
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/remains", { params: { path: { id } } })),
    staleTime: 0,
  });

export const organisationQuery = (client: Client) =>
  queryOptions({
    queryKey: consentKeys.organisation,
    queryFn: () => unwrap(client.GET("/api/v1/organisation")),
  });

/** The consent text as the organisation edits it. */
export const consentTextsQuery = (client: Client) =>
  queryOptions({
    queryKey: consentKeys.texts,
    queryFn: () => unwrap(client.GET("/api/v1/consent-texts")),
  });
