import type { ConsentSection, ConsentTexts, Organisation } from "./consent";
import type { FakeApp, Operation } from "./fake";
import { AI, BUILT_IN, GENERAL, KINDS, TITLES } from "./fake-consent-data";
import { roomView } from "./fake-kiosk";
import type { FakeRoom } from "./fake-room";
import { Problem } from "./problem";
import type { components } from "./schema";
import type { Language } from "./types";

type Schemas = components["schemas"];
type Given = Omit<Schemas["GivenConsent"], "withdrawn_at">;

const BUILT_IN_VERSION = "2026-11";

const RETENTION: Record<Language, (days: number) => string> = {
  en: (days) => `for ${days} days after the interview; then the organisation deletes it`,
  de: (days) => `für ${days} Tage nach dem Gespräch; danach löscht es die Organisation`,
  ru: (days) => `${days} дней после собеседования, затем организация удаляет запись`,
};

/** The organisation, its consent texts, and what was agreed to. */
export class FakeConsent {
  organisation: Organisation = {
    name: "Lindgren & Sons",
    contact_person: "Karin Lindgren",
    contact_email: "karin@lindgren.example",
    contact_phone: "",
    retention_days: 180,
    viewers: {},
  };
  own: { version: string; created_at: number; texts: ConsentTexts }[] = [];
  version = BUILT_IN_VERSION;
  readonly given = new Map<string, Given>();
  /** Files on disk that cannot be deleted. */
  stubborn: string[] = [];

  get texts(): ConsentTexts {
    return this.own.find(({ version }) => version === this.version)?.texts ?? BUILT_IN;
  }

  get contact(): string | null {
    const { contact_person, contact_email, contact_phone } = this.organisation;
    return [contact_person, contact_email, contact_phone].filter(Boolean).join(", ") || null;
  }

  /** The sections; `hosts` are those of the AI services that are sent something. */
  sections(texts: ConsentTexts, language: Language, hosts: readonly string[]): ConsentSection[] {
    return KINDS.flatMap((kind): ConsentSection[] => {
      const text = this.#fill(texts[language][kind] ?? "", language);
      const own = { kind, title: TITLES[language][kind], text };
      if (kind !== "kept" || hosts.length === 0) return text === "" ? [] : [own];
      const about = AI[language].replaceAll("{hosts}", hosts.join(", "));
      return [own, { kind: "ai", title: TITLES[language].ai, text: about }];
    });
  }

  settings(): Schemas["ConsentTextSettings"] {
    const versions = [
      ...[...this.own].reverse().map(({ version, created_at }) => ({ version, created_at })),
      { version: BUILT_IN_VERSION, created_at: null },
    ];
    return {
      version: this.version,
      is_built_in: this.version === BUILT_IN_VERSION,
      texts: this.texts,
      built_in: BUILT_IN,
      versions: versions.map((v) => ({ ...v, in_force: v.version === this.version })),
    };
  }

  #fill(text: string, language: Language): string {
    const general = GENERAL[language];
    const { name, retention_days, viewers } = this.organisation;
    const values: Record<string, string | undefined> = {
      organisation: name || general.organisation,
      contact: this.contact ?? general.contact,
      retention: retention_days == null ? general.retention : RETENTION[language](retention_days),
      viewers:
        viewers[language] ??
        general.viewers?.replace("{organisation}", name || (general.organisation ?? "")),
    };
    return text.replace(/\{(\w+)\}/g, (all, key: string) => values[key] ?? all);
  }
}

/** Reading, agreeing, withdrawing, erasing; the organisation and its texts. */
export function consentOperations(app: FakeApp): [string, Operation][] {
  const { consent } = app;
  return [
    [
      "GET /interviews/*/consent",
      ([id], _, url) => {
        const { interview } = app.roomOf(id);
        return text(app, interview.id, url.searchParams.get("language") as Language | null);
      },
    ],
    [
      "POST /interviews/*/consent",
      async ([id], request) => {
        const room = app.roomOf(id);
        const { interview } = room;
        if (interview.withdrawn_at != null) throw withdrawn();
        if (interview.consented_at != null) return roomView(app, interview.id);
        const agreed = (await request.json()) as Schemas["Agreement"];
        const shown = text(app, interview.id, agreed.language ?? null);
        const same = agreed.fingerprint == null || agreed.fingerprint === shown.fingerprint;
        if (agreed.version !== shown.version || !same) {
          throw new Problem("conflict", "the consent text has changed; please read it again");
        }
        const { version, language } = shown;
        consent.given.set(interview.id, {
          at: app.now(),
          version,
          language,
          text: shown.text,
          ai_hosts: hostsOf(app),
          ai_uses: usesOf(app),
        });
        room.consent(app.now());
        return roomView(app, interview.id);
      },
    ],
    [
      "POST /interviews/*/consent/withdraw",
      ([id]) => {
        const room = app.roomOf(id);
        withdraw(app, room);
        return roomView(app, room.interview.id);
      },
    ],
    ["GET /interviews/*/remains", ([id]) => remains(app, app.roomOf(id))],
    ["POST /interviews/*/erase", ([id]) => erase(app, app.roomOf(id))],
    ["GET /organisation", () => consent.organisation],
    [
      "PUT /organisation",
      async (_, request) => {
        consent.organisation = (await request.json()) as Organisation;
        app.happened("setting_changed", "organisation");
        return consent.organisation;
      },
    ],
    ["GET /consent-texts", () => consent.settings()],
    [
      "POST /consent-texts",
      async (_, request) => {
        const texts = (await request.json()) as ConsentTexts;
        const version = `2026-11-20-${consent.own.length + 1}`;
        consent.own.push({ version, created_at: app.now(), texts });
        consent.version = version;
        app.happened("consent_text_added", version);
        return consent.settings();
      },
    ],
    [
      "PUT /consent-texts/in-force",
      async (_, request) => {
        consent.version = ((await request.json()) as Schemas["ChosenVersion"]).version;
        app.happened("setting_changed", "consent_text");
        return consent.settings();
      },
    ],
    [
      "POST /consent-texts/preview",
      async (_, request) => {
        const { texts, language } = (await request.json()) as Schemas["PreviewRequest"];
        return consent.sections(texts, language, hostsOf(app));
      },
    ],
  ];
}

function hostsOf(app: FakeApp): string[] {
  return app.ai.sharing().flatMap(({ host, local }) => (local ? [] : [host]));
}

function usesOf(app: FakeApp): Schemas["AiUse"][] {
  const { use_for } = app.ai.settings;
  return (["conversation", "scorecards"] as const).filter((use) => use_for[use]);
}

function withdrawn(): Problem {
  return new Problem("consent_withdrawn", "the candidate has withdrawn the consent");
}

function text(app: FakeApp, id: string, wanted: Language | null): Schemas["ConsentText"] {
  const { consent } = app;
  const { interview } = app.roomOf(id);
  const language = wanted ?? interview.language;
  const sections = consent.sections(consent.texts, language, hostsOf(app));
  const words = sections.map(({ title, text }) => `${title}\n${text}`).join("\n\n");
  const given = consent.given.get(id);
  return {
    version: consent.version,
    language,
    languages: ["en", "de", "ru"],
    fingerprint: `${consent.version} ${words}`,
    sections,
    text: words,
    organisation: consent.organisation.name || null,
    contact: consent.contact,
    given:
      interview.consented_at == null
        ? null
        : {
            ...(given ?? {
              version: consent.version,
              language,
              text: words,
              ai_hosts: [],
              ai_uses: [],
            }),
            at: interview.consented_at,
            withdrawn_at: interview.withdrawn_at ?? null,
          },
  };
}

function withdraw(app: FakeApp, room: FakeRoom): void {
  const { interview } = room;
  if (interview.withdrawn_at != null) return;
  if (interview.consented_at == null) throw new Problem("consent_missing", "nothing was agreed to");
  interview.withdrawn_at = app.now();
  app.happened("consent_withdrawn", interview.id);
  if (["not_started", "started", "paused"].includes(interview.status)) room.cancel(app.now());
}

function soundMs(app: FakeApp, room: FakeRoom): number {
  return room.setup?.text_only === false ? room.durationMs(app.now()) : 0;
}

function files(room: FakeRoom): string[] {
  return room.exports.flatMap(({ json_path, txt_path }) =>
    [json_path, txt_path].filter((path) => path != null),
  );
}

function remains(app: FakeApp, room: FakeRoom): Schemas["Remains"] {
  const { interview, messages } = room;
  return {
    interview_id: interview.id,
    candidate_name: interview.candidate_name,
    consented_at: interview.consented_at ?? null,
    withdrawn_at: interview.withdrawn_at ?? null,
    erased_at: interview.erased_at ?? null,
    messages: messages.length,
    sound_ms: soundMs(app, room),
    corrections: messages.reduce((sum, { revisions }) => sum + revisions.length, 0),
    notes: 0,
    versions: 0,
    files: [...new Set(files(room))],
  };
}

function erase(app: FakeApp, room: FakeRoom): Schemas["Erasure"] {
  const { interview } = room;
  if (interview.status === "started") {
    throw new Problem("conflict", "the interview is running; pause or finish it first");
  }
  const { messages, sound_ms, corrections, notes, versions, ...before } = remains(app, room);
  const left = before.files.filter((path) => app.consent.stubborn.includes(path));
  if (["not_started", "paused"].includes(interview.status)) room.cancel(app.now());
  room.messages.splice(0);
  room.setup = null;
  room.exports = room.exports.filter((record) => left.includes(record.json_path ?? ""));
  interview.candidate_name = interview.description = interview.knowledge_base = "";
  interview.candidate_external_id = null;
  interview.erased_at ??= app.now();
  app.happened("interview_erased", interview.id);
  return {
    interview_id: interview.id,
    erased_at: interview.erased_at,
    messages,
    sound_ms,
    corrections,
    notes,
    versions,
    deleted_files: before.files.filter((path) => !left.includes(path)),
    remaining_files: left.map((path) => ({
      path,
      code: "not_writable" as const,
      reason: "the file or its folder may not be changed; delete it yourself",
    })),
    log_entry: app.log.length,
    log_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  };
}
