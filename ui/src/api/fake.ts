import type { Carrier, StartupStatus } from "./carrier";
import {
  CONSENT,
  DEVICES,
  MODELS,
  newId,
  newInterview,
  newPosition,
  PLAN,
  SAMPLES,
  silentWav,
} from "./fake-data";
import { FakeRoom } from "./fake-room";
import { Problem } from "./problem";
import type { components } from "./schema";
import type { Event, EventKind, Fact, Interview, Live, Position, Revision } from "./types";

type Schemas = components["schemas"];
/** A live fact without the interview, which the fake adds. */
type LiveOf<L> = L extends Live ? Omit<L, "interview_id"> : never;
/** A refusal to give instead of an answer. */
type Refusal = { method: string; path: RegExp; problem: Problem };

/** What an operation answers with: a body for JSON, a response as it is, or nothing (204). */
type Answer = object | Response | undefined;
type Operation = (args: string[], request: Request, url: URL) => Answer | Promise<Answer>;

/** Candor in memory, for tests: the same operations, and handles for what people would do. */
export class FakeApp implements Carrier {
  readonly baseUrl = "http://fake.invalid";
  readonly log: Event[] = [];
  readonly requests: string[] = [];
  readonly shownInFolder: string[] = [];
  readonly rooms = new Map<string, FakeRoom>();
  positions: Position[] = [];
  devices = DEVICES;
  models = MODELS;
  startup: StartupStatus = { state: "ready" };
  passphrase = "correct horse";
  now: () => number = Date.now;
  readonly #refusals: Refusal[] = [];
  readonly #listeners = new Set<(fact: Fact) => void>();

  /** Lets the next request of this kind fail. */
  refuse(method: string, path: RegExp, problem: Problem): void {
    this.#refusals.push({ method, path, problem });
  }

  addPosition(title: string, plan = PLAN, description = ""): Position {
    const position = newPosition(title, description, plan, this.now());
    this.positions = [...this.positions, position];
    this.#happened("position_created", position.id);
    return position;
  }

  addInterview(
    position: Position,
    candidate_name: string,
    more: Partial<Interview> = {},
  ): FakeRoom {
    const wanted = { position_id: position.id, candidate_name, ...more };
    const interview = newInterview(wanted, this.now());
    const room = new FakeRoom(interview, position, this.#happened);
    this.rooms.set(interview.id, room);
    this.#happened("interview_created", interview.id);
    return room;
  }

  /** The room of the candidate with this name. */
  room(candidate: string): FakeRoom {
    for (const room of this.rooms.values()) {
      if (room.interview.candidate_name === candidate) return room;
    }
    throw new Error(`no interview of ${candidate}`);
  }

  live(room: FakeRoom, live: LiveOf<Live>): void {
    this.#tell({ kind: "live", live: { ...live, interview_id: room.interview.id } });
  }

  fetch(request: Request): Promise<Response> {
    return this.#answer(request).catch((cause: unknown) => {
      if (!(cause instanceof Problem)) throw cause;
      const { code, detail } = cause;
      const status = code === "not_found" ? 404 : code === "invalid" ? 422 : 409;
      const body = { type: "about:blank", title: code, status, code, detail };
      const headers = { "content-type": "application/problem+json" };
      return new Response(JSON.stringify(body), { status, headers });
    });
  }

  subscribe(after: number, onFact: (fact: Fact) => void): Promise<() => void> {
    for (const event of this.log.slice(after)) onFact({ kind: "logged", event });
    this.#listeners.add(onFact);
    return Promise.resolve(() => this.#listeners.delete(onFact));
  }

  startupStatus(): Promise<StartupStatus> {
    return Promise.resolve(this.startup);
  }

  unlock(passphrase: string): Promise<StartupStatus> {
    this.startup =
      passphrase === this.passphrase
        ? { state: "ready" }
        : {
            state: "locked",
            code: "key_wrong",
            detail: "this passphrase does not open the database",
            can_use_passphrase: true,
            new_passphrase: false,
          };
    return Promise.resolve(this.startup);
  }

  showInFolder(interviewId: string): Promise<void> {
    this.shownInFolder.push(interviewId);
    return Promise.resolve();
  }

  #tell(fact: Fact): void {
    for (const listener of this.#listeners) listener(fact);
  }

  readonly #happened = (kind: EventKind, subject: string, part?: string): void => {
    const event: Event = {
      seq: this.log.length + 1,
      at: this.now(),
      actor: "operator",
      kind,
      subject,
      content_hash: "",
      hash: "",
      ...(part !== undefined && { part }),
    };
    this.log.push(event);
    this.#tell({ kind: "logged", event });
  };

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/api\/v1/, "");
    this.requests.push(`${request.method} ${path}`);
    const refused = this.#refusals.findIndex(
      (r) => r.method === request.method && r.path.test(path),
    );
    if (refused >= 0) {
      const [refusal] = this.#refusals.splice(refused, 1);
      if (refusal) throw refusal.problem;
    }
    const parts = path.slice(1).split("/").map(decodeURIComponent);
    for (const [pattern, operation] of this.#operations) {
      const [method, ...wanted] = pattern.split(/[ /]+/);
      if (method !== request.method || wanted.length !== parts.length) continue;
      if (!wanted.every((part, i) => part === "*" || part === parts[i])) continue;
      const answer = await operation(
        parts.filter((_, i) => wanted[i] === "*"),
        request,
        url,
      );
      if (answer instanceof Response) return answer;
      return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
    }
    throw new Problem("not_found", `${request.method} ${path}`);
  }

  #room(id: string | undefined): FakeRoom {
    const room = this.rooms.get(id ?? "");
    if (!room) throw new Problem("not_found", "there is no such interview");
    return room;
  }

  #position(id: string | undefined): Position {
    const position = this.positions.find((p) => p.id === id);
    if (!position) throw new Problem("not_found", "there is no such position");
    return position;
  }

  readonly #operations: [string, Operation][] = [
    ["GET /health", () => ({ version: "0.1.0", schema_version: 1, last_event: this.log.length })],
    ["GET /devices", () => this.devices],
    ["GET /models", () => this.models],
    ["GET /samples", () => SAMPLES.map((sample) => ({ ...sample, plan: undefined }))],
    [
      "POST /samples/*",
      ([name]) => {
        const sample = SAMPLES.find((s) => s.name === name);
        if (!sample) throw new Problem("not_found", "there is no such sample");
        return this.addPosition(sample.title, sample.plan, sample.description);
      },
    ],
    ["GET /positions", () => this.positions],
    [
      "POST /positions/import",
      async (_, request) => {
        const { toml } = (await request.json()) as Schemas["PlanText"];
        const title = /^title = "(.+)"$/m.exec(toml)?.[1];
        if (title === undefined) throw new Problem("invalid", "line 1: the title is missing");
        return this.addPosition(title);
      },
    ],
    [
      "GET /positions/*/plan.toml",
      ([id]) => new Response(`title = "${this.#position(id).title}"\n`),
    ],
    [
      "DELETE /positions/*",
      ([id]) => {
        const position = this.#position(id);
        this.positions = this.positions.filter((p) => p !== position);
        this.#happened("position_deleted", position.id);
        return undefined;
      },
    ],
    [
      "GET /interviews",
      (_, __, url) => {
        const status = url.searchParams.get("status");
        return [...this.rooms.values()]
          .filter(({ interview }) => status === null || interview.status === status)
          .map(({ interview, position }) => ({ interview, position_title: position.title }))
          .reverse();
      },
    ],
    [
      "POST /interviews",
      async (_, request) => {
        const { position_id, candidate_name, ...more } =
          (await request.json()) as Schemas["InterviewDraft"];
        const room = this.addInterview(this.#position(position_id), candidate_name, more);
        return { interview: room.interview, link_token: "k".repeat(32) };
      },
    ],
    [
      "GET /interviews/*",
      ([id]) => {
        const room = this.#room(id);
        return {
          interview: room.interview,
          position_title: room.position.title,
          plan: room.position.plan,
          coverage: room.coverage,
          duration_ms: room.durationMs(this.now()),
          current_question: room.currentQuestion,
          room_open: room.interview.status === "started",
          listening: room.interview.status === "started" && room.setup?.text_only === false,
          exports: room.exports,
        } satisfies Schemas["InterviewDetail"];
      },
    ],
    ["GET /interviews/*/consent", ([id]) => CONSENT[this.#room(id).interview.language]],
    ["POST /interviews/*/consent", this.#move((room, now) => room.consent(now))],
    ["POST /interviews/*/pause", this.#move((room, now) => room.pause(now))],
    ["POST /interviews/*/finish", this.#move((room, now) => room.finish(now))],
    ["POST /interviews/*/cancel", this.#move((room, now) => room.cancel(now))],
    [
      "POST /interviews/*/start",
      async ([id], request) => {
        const setup = (await request.json()) as Schemas["StartOptions"];
        const room = this.#room(id);
        room.start({ device: null, model: null, text_only: false, ...setup }, this.now());
        return room.interview;
      },
    ],
    [
      "POST /interviews/*/resume",
      async ([id], request) => {
        const setup = (await request.json()) as Schemas["StartOptions"];
        const room = this.#room(id);
        room.resume({ device: null, model: null, text_only: false, ...setup }, this.now());
        return room.interview;
      },
    ],
    [
      "POST /interviews/*/controls",
      async ([id], request) => {
        const { control } = (await request.json()) as Schemas["Pressed"];
        this.#room(id).control(control, this.now());
        return undefined;
      },
    ],
    ["GET /interviews/*/messages", ([id]) => this.#room(id).messages],
    [
      "POST /interviews/*/messages",
      async ([id], request) => {
        const { content, role } = (await request.json()) as Schemas["Typed"];
        const by = role === "recruiter" ? "recruiter" : "candidate";
        return this.#room(id).type(content, by, this.now());
      },
    ],
    [
      "POST /interviews/*/messages/*/revisions",
      async ([id, messageId], request) => {
        const { content, author } = (await request.json()) as Schemas["Correction"];
        const row = this.#room(id).messages.find(({ message }) => message.id === messageId);
        if (!row) throw new Problem("not_found", "there is no such message");
        const revision: Revision = {
          id: newId(),
          message_id: row.message.id,
          number: row.revisions.length + 1,
          content,
          author,
          at: this.now(),
        };
        row.revisions.push(revision);
        this.#happened("message_corrected", row.message.interview_id, revision.id);
        return revision;
      },
    ],
    [
      "GET /interviews/*/recording",
      ([id]) => {
        this.#room(id);
        return new Response(silentWav(), { headers: { "content-type": "audio/wav" } });
      },
    ],
    [
      "POST /interviews/*/export",
      ([id]) => {
        const { json_path, txt_path, error } = this.#room(id).export(this.now());
        if (error != null) throw new Problem("not_writable", error);
        return { json_path, txt_path };
      },
    ],
  ];

  #move(make: (room: FakeRoom, now: number) => void): Operation {
    return ([id]) => {
      const room = this.#room(id);
      make(room, this.now());
      return room.interview;
    };
  }
}
