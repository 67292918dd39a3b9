import type { AiApi, AiConnection, AiDraft } from "@/api/ai";

import { inMillionths, millionths } from "./money";

/** What kind of service is meant: it settles the address, how it is spoken to, and whether a key is usual. */
export const SERVICES = ["openai", "compatible", "local"] as const;
export type Service = (typeof SERVICES)[number];

const OPENAI = "https://api.openai.com/v1";
const MOST_SECONDS = 600;

/** The key as it will be after saving: nothing is ever shown of a kept one. */
export type KeyChoice = { do: "keep" } | { do: "forget" } | { do: "enter"; key: string };

/** A connection while it is written; numbers are texts until they are right. */
export type Form = {
  service: Service;
  name: string;
  api: AiApi;
  baseUrl: string;
  model: string;
  key: KeyChoice;
  organization: string;
  project: string;
  firstToken: string;
  total: string;
  inputPrice: string;
  outputPrice: string;
};

export type FieldName =
  | "organization"
  | "project"
  | "baseUrl"
  | "model"
  | "key"
  | "firstToken"
  | "total"
  | "inputPrice"
  | "outputPrice";
export type FaultCode =
  | "addressMissing"
  | "addressWrong"
  | "addressExtra"
  | "modelMissing"
  | "keyWrong"
  | "headerWrong"
  | "addressUnencrypted"
  | "seconds"
  | "order"
  | "price"
  | "bothPrices";
export type FormFaults = Partial<Record<FieldName, FaultCode>>;

const EMPTY = {
  model: "",
  organization: "",
  project: "",
  inputPrice: "",
  outputPrice: "",
} as const;

/** Where a service of this kind usually is; a local one may have to load its model first. */
const USUAL: Record<Service, Pick<Form, "name" | "api" | "baseUrl" | "firstToken" | "total">> = {
  openai: { name: "OpenAI", api: "responses", baseUrl: OPENAI, firstToken: "8", total: "30" },
  compatible: { name: "", api: "chat", baseUrl: "", firstToken: "8", total: "30" },
  local: {
    name: "",
    api: "chat",
    baseUrl: "http://127.0.0.1:11434/v1",
    firstToken: "20",
    total: "90",
  },
};

/** A new connection to a service of this kind. */
export function newForm(service: Service): Form {
  return { ...EMPTY, service, ...USUAL[service], key: { do: "enter", key: "" } };
}

/** A kept connection to be changed; `language` is how its numbers are written. */
export function formOf(kept: AiConnection, language: string): Form {
  return {
    service: serviceAt(kept.base_url),
    name: kept.name,
    api: kept.api,
    baseUrl: kept.base_url,
    model: kept.model,
    key: kept.has_key ? { do: "keep" } : { do: "enter", key: "" },
    organization: kept.organization ?? "",
    project: kept.project ?? "",
    firstToken: String(kept.first_token_s),
    total: String(kept.total_s),
    inputPrice: inMillionths(kept.input_price_micros, language),
    outputPrice: inMillionths(kept.output_price_micros, language),
  };
}

/** The address, if it is one. */
export function parsed(address: string): URL | null {
  return URL.canParse(address.trim()) ? new URL(address.trim()) : null;
}

/** Whether the server is this very computer. */
export function isLocal(url: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

function serviceAt(address: string): Service {
  const url = parsed(address);
  if (url === null) return "compatible";
  if (isLocal(url)) return "local";
  return /(^|\.)api\.openai\.com$/.test(url.hostname) ? "openai" : "compatible";
}

/** Whether a kept key still belongs to what the form names: a key is for the server it was entered for. */
export function isSameServer(kept: AiConnection | undefined, address: string): boolean {
  const [old, now] = [parsed(kept?.base_url ?? ""), parsed(address)];
  return old !== null && now !== null && old.origin === now.origin;
}

/** What the address lacks; a test needs no more than the address. */
export function addressFault(address: string): FaultCode | undefined {
  const url = parsed(address);
  if (address.trim() === "") return "addressMissing";
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "") return "addressWrong";
  const extra = [url.username, url.password, url.search, url.hash].some((part) => part !== "");
  if (extra) return "addressExtra";
  // Whatever is said in an interview would be readable on its way, in the same house as well.
  return url.protocol === "http:" && !isLocal(url) ? "addressUnencrypted" : undefined;
}

/** Whether a local server would pass this model's requests on: Ollama does so with tags that end in “cloud”. */
export function isPassedOn(model: string): boolean {
  return /:(.*-)?cloud$/i.test(model.trim());
}

const headerFault = (text: string): FaultCode | undefined =>
  /^[\x21-\x7e]*$/.test(text.trim()) ? undefined : "headerWrong";

function keyFault({ key }: Form): FaultCode | undefined {
  if (key.do !== "enter" || key.key.trim() === "") return undefined;
  return /^[\x21-\x7e]+$/.test(key.key.trim()) ? undefined : "keyWrong";
}

function secondsFault(text: string): FaultCode | undefined {
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= MOST_SECONDS
    ? undefined
    : "seconds";
}

/** Everything that has to be put right before it can be kept. */
export function faultsOf(form: Form): FormFaults {
  const input = millionths(form.inputPrice);
  const output = millionths(form.outputPrice);
  const late = Number(form.total) < Number(form.firstToken) ? "order" : undefined;
  const found: Record<FieldName, FaultCode | undefined> = {
    baseUrl: addressFault(form.baseUrl),
    model: form.model.trim() === "" ? "modelMissing" : undefined,
    key: keyFault(form),
    organization: headerFault(form.organization),
    project: headerFault(form.project),
    firstToken: secondsFault(form.firstToken),
    total: secondsFault(form.total) ?? late,
    inputPrice: input === undefined ? "price" : undefined,
    outputPrice: output === undefined ? "price" : undefined,
  };
  // With one price alone nothing can be estimated.
  if (input === null && typeof output === "number") found.inputPrice = "bothPrices";
  if (output === null && typeof input === "number") found.outputPrice = "bothPrices";
  return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault !== undefined));
}

/** What is sent of the form. An unreadable number counts as none: only a test goes out with one. */
export function draftOf(form: Form, kept: AiConnection | undefined): AiDraft {
  const { key } = form;
  return {
    name: form.name.trim(),
    api: form.api,
    base_url: form.baseUrl.trim(),
    model: form.model.trim(),
    organization: form.organization.trim() || null,
    project: form.project.trim() || null,
    first_token_s: Number(form.firstToken) || Number(USUAL[form.service].firstToken),
    total_s: Number(form.total) || Number(USUAL[form.service].total),
    input_price_micros: millionths(form.inputPrice) ?? null,
    output_price_micros: millionths(form.outputPrice) ?? null,
    enabled: kept?.enabled ?? true,
    ...(key.do === "forget" && { api_key: "" }),
    ...(key.do === "enter" && key.key.trim() !== "" && { api_key: key.key.trim() }),
  };
}

/** A kept connection as it is sent again, its key left alone. */
export function draftOfKept(kept: AiConnection): AiDraft {
  const draft: AiDraft & Partial<AiConnection> = { ...kept };
  delete draft.id;
  delete draft.has_key;
  return draft;
}
