import type {
  AiBudget,
  AiConnection,
  AiDraft,
  AiNetwork,
  AiSettings,
  AiTest,
  AiUse,
  FoundServer,
  SharedWith,
} from "./ai";
import type { FakeApp, Operation } from "./fake";
import { Problem } from "./problem";

const CONVERSATION = ["job_description", "knowledge_base", "first_name", "answers"] as const;
const YEAR_MS = 31_536_000_000;

/** A connection as it is kept, with what matters said and the rest as usual. */
export function keptConnection(more: Partial<AiConnection> & { name: string }): AiConnection {
  return {
    id: crypto.randomUUID(),
    api: "responses",
    base_url: "https://api.openai.com/v1",
    model: "gpt-5.1",
    has_key: true,
    organization: null,
    project: null,
    first_token_s: 8,
    total_s: 30,
    input_price_micros: null,
    output_price_micros: null,
    enabled: true,
    ...more,
  };
}

/** The connections of the fake machine, and handles for what happens at them. */
export class FakeAi {
  settings: AiSettings = {
    connections: [],
    keychain: "available",
    use_for: { conversation: false, scorecards: false },
    budget: { tokens: null, money_micros: null, currency: "EUR" },
    network: { proxy: "system", proxy_url: "", root_certificates: [] },
  };
  /** What the next test finds. */
  testResult: AiTest = {
    outcome: "works",
    models: [
      { id: "gpt-4o", shutdown_date: "2027-02-01" },
      { id: "gpt-5-mini", shutdown_date: null },
      { id: "gpt-5.1", shutdown_date: null },
    ],
    detail: "",
    first_token_ms: 640,
  };
  /** What answers on this computer. */
  servers: FoundServer[] = [
    {
      name: "Ollama",
      base_url: "http://127.0.0.1:11434/v1",
      api: "chat",
      models: ["qwen3:8b", "llama3.2:3b"],
    },
  ];
  /** Every draft that was tested or kept, keys included: for looking at what was sent. */
  readonly sent: AiDraft[] = [];

  /** Keeps a connection behind all others; the first one switches AI on. */
  add(more: Partial<AiConnection> & { name: string }): AiConnection {
    const connection = keptConnection(more);
    const { connections, use_for } = this.settings;
    this.settings = {
      ...this.settings,
      connections: [...connections, connection],
      use_for: connections.length === 0 ? { conversation: true, scorecards: true } : use_for,
    };
    return connection;
  }

  find(id: string | undefined): AiConnection {
    const found = this.settings.connections.find((c) => c.id === id);
    if (!found) throw new Problem("not_found", "there is no such connection");
    return found;
  }

  sharing(): SharedWith[] {
    const { connections, use_for } = this.settings;
    const hosts = new Set(
      connections.filter((c) => c.enabled).map((c) => new URL(c.base_url).host),
    );
    if (!use_for.conversation && !use_for.scorecards) return [];
    return [...hosts].map((host) => ({
      host,
      local: /^(localhost|127\.)/.test(host),
      ...use_for,
      sent: [
        "plan",
        ...(use_for.conversation ? CONVERSATION : []),
        ...(use_for.scorecards ? (["transcript"] as const) : []),
      ],
    }));
  }
}

/** A draft as it is kept; its key goes where it can be kept, or nowhere. */
function kept(ai: FakeAi, draft: AiDraft, old?: AiConnection): AiConnection {
  ai.sent.push(draft);
  const { api_key } = draft;
  if (api_key && ai.settings.keychain === "missing") {
    throw new Problem("keychain_missing", "there is no keychain on this machine");
  }
  if (api_key && ai.settings.keychain === "locked") {
    throw new Problem("keychain_locked", "the keychain is locked");
  }
  const same = old && new URL(old.base_url).origin === new URL(draft.base_url).origin;
  const has_key = api_key == null ? Boolean(same && old.has_key) : api_key !== "";
  return keptConnection({
    id: old?.id ?? crypto.randomUUID(),
    name: draft.name === "" ? new URL(draft.base_url).host : (draft.name ?? ""),
    api: draft.api ?? "chat",
    base_url: draft.base_url,
    model: draft.model ?? "",
    organization: draft.organization ?? null,
    project: draft.project ?? null,
    first_token_s: draft.first_token_s ?? 8,
    total_s: draft.total_s ?? 30,
    input_price_micros: draft.input_price_micros ?? null,
    output_price_micros: draft.output_price_micros ?? null,
    enabled: draft.enabled ?? true,
    has_key,
  });
}

/** The connections to AI services. */
export function aiOperations(app: FakeApp): [string, Operation][] {
  const { ai } = app;
  const changed = () => app.happened("setting_changed", "ai_connections");
  const put = (change: (settings: AiSettings) => Partial<AiSettings>) => {
    ai.settings = { ...ai.settings, ...change(ai.settings) };
    changed();
  };
  return [
    ["GET /ai", () => ai.settings],
    ["GET /ai/sharing", () => ai.sharing()],
    [
      "POST /ai/connections",
      async (_, request) => {
        const connection = kept(ai, (await request.json()) as AiDraft);
        ai.add(connection);
        changed();
        return connection;
      },
    ],
    [
      "PUT /ai/connections/*",
      async ([id], request) => {
        const old = ai.find(id);
        const connection = kept(ai, (await request.json()) as AiDraft, old);
        put(({ connections }) => ({
          connections: connections.map((c) => (c === old ? connection : c)),
        }));
        return connection;
      },
    ],
    [
      "DELETE /ai/connections/*",
      ([id]) => {
        const old = ai.find(id);
        put(({ connections, use_for }) => ({
          connections: connections.filter((c) => c !== old),
          use_for: connections.length === 1 ? { conversation: false, scorecards: false } : use_for,
        }));
        return undefined;
      },
    ],
    [
      "PUT /ai/order",
      async (_, request) => {
        const ids = (await request.json()) as string[];
        put(() => ({ connections: ids.map((id) => ai.find(id)) }));
        return undefined;
      },
    ],
    [
      "PUT /ai/use",
      async (_, request) => {
        const use_for = (await request.json()) as AiUse;
        if (ai.settings.connections.length === 0) {
          throw new Problem("invalid", "there is no connection to an AI service yet");
        }
        put(() => ({ use_for }));
        return use_for;
      },
    ],
    [
      "PUT /ai/budget",
      async (_, request) => {
        const budget = (await request.json()) as AiBudget;
        put(() => ({ budget }));
        return budget;
      },
    ],
    [
      "PUT /ai/network",
      async (_, request) => {
        const wanted = (await request.json()) as Partial<AiNetwork>;
        put(({ network }) => ({ network: { ...network, ...wanted } }));
        return ai.settings.network;
      },
    ],
    [
      "POST /ai/network/certificates",
      async (_, request) => {
        const { pem } = (await request.json()) as { pem: string };
        const blocks = pem.match(/-----BEGIN CERTIFICATE-----/g) ?? [];
        if (blocks.length === 0) throw new Problem("invalid", "this is no certificate");
        const added = blocks.map((_block, at) => ({
          id: crypto.randomUUID(),
          subject: `Lindgren Root CA ${at + 1}, Lindgren & Sons`,
          expires_at: app.now() + 3 * YEAR_MS,
        }));
        put(({ network }) => ({
          network: { ...network, root_certificates: [...network.root_certificates, ...added] },
        }));
        return ai.settings.network.root_certificates;
      },
    ],
    [
      "DELETE /ai/network/certificates/*",
      ([id]) => {
        put(({ network }) => ({
          network: {
            ...network,
            root_certificates: network.root_certificates.filter((c) => c.id !== id),
          },
        }));
        return undefined;
      },
    ],
    [
      "POST /ai/test",
      async (_, request) => {
        ai.sent.push((await request.json()) as AiDraft);
        return ai.testResult;
      },
    ],
    ["POST /ai/probe", () => ai.servers],
  ];
}
