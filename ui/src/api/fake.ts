import type { Carrier, StartupStatus } from "./carrier";
import { aiLogOperations, FakeAiLog } from "./fake-ai-log";
import { aiOperations, FakeAi } from "./fake-ai";
import { consentOperations, FakeConsent } from "./fake-consent";
import { DEVICES, MODELS, newInterview, newPosition, PLAN } from "./fake-data";
import { deskOperations } from "./fake-desk";
import { documentOperations } from "./fake-documents";
import { interviewOperations } from "./fake-interviews";
import { FakeKiosk, kioskOperations } from "./fake-kiosk";
import { positionOperations } from "./fake-positions";
import { FakeReview, reviewOperations } from "./fake-review";
import { FakeRoom } from "./fake-room";
import { roomOperations } from "./fake-room-operations";
import { FakeScorecards, scorecardOperations } from "./fake-scorecards";
import { searchOperations } from "./fake-search";
import { FakeMachine, machineOperations } from "./fake-settings";
import { FakeShell } from "./fake-shell";
import { FakeTranscriptions, transcriptionOperations } from "./fake-transcriptions";
import { FakeWording } from "./fake-wording";
import { Problem } from "./problem";
import type { Event, EventKind, Fact, Interview, Live, Position } from "./types";

/** A live fact without the interview, which the fake adds. */
type LiveOf<L> = L extends Live ? Omit<L, "interview_id"> : never;
/** A refusal to give instead of an answer. */
type Refusal = { method: string; path: RegExp; problem: Problem };

/** What an operation answers with: a body for JSON, a response as it is, or nothing (204). */
type Answer = object | Response | undefined;
export type Operation = (args: string[], request: Request, url: URL) => Answer | Promise<Answer>;

/** Candor in memory, for tests: the same operations, and handles for what people would do. */
export class FakeApp implements Carrier {
  readonly baseUrl = "http://fake.invalid";
  readonly log: Event[] = [];
  readonly requests: string[] = [];
  readonly shownInFolder: string[] = [];
  /** What the user will choose in the system's file dialog. */
  chosenFile: string | null = null;
  chosenFolder: string | null = null;
  /** Texts the user saved, by file name. */
  readonly savedFiles = new Map<string, string>();
  readonly machine = new FakeMachine(this);
  readonly ai = new FakeAi();
  readonly shell = new FakeShell();
  readonly consent = new FakeConsent();
  readonly kiosk = new FakeKiosk(this);
  readonly rooms = new Map<string, FakeRoom>();
  readonly review = new FakeReview(this);
  readonly transcriptions = new FakeTranscriptions(this);
  readonly aiLog = new FakeAiLog(this);
  readonly wording = new FakeWording(this);
  readonly scorecards = new FakeScorecards(this);
  positions: Position[] = [];
  devices = DEVICES;
  models = MODELS;
  startup: StartupStatus = { state: "ready" };
  passphrase = "correct horse";
  now: () => number = Date.now;
  readonly #operations: [string, Operation][] = [
    ...aiOperations(this),
    ...consentOperations(this),
    ...roomOperations(this),
    ...positionOperations(this),
    ...interviewOperations(this),
    ...documentOperations(this),
    ...reviewOperations(this),
    ...transcriptionOperations(this),
    ...machineOperations(this),
    ...deskOperations(this),
    ...kioskOperations(this),
    ...searchOperations(this),
    ...aiLogOperations(this),
    ...scorecardOperations(this),
  ];
  readonly #refusals: Refusal[] = [];
  readonly #listeners = new Set<(fact: Fact) => void>();

  /** Lets the next request of this kind fail. */
  refuse(method: string, path: RegExp, problem: Problem): void {
    this.#refusals.push({ method, path, problem });
  }

  addPosition(title: string, plan = PLAN, description = ""): Position {
    const position = newPosition(title, description, plan, this.now());
    this.positions = [...this.positions, position];
    this.happened("position_created", position.id);
    return position;
  }

  addInterview(
    position: Position,
    candidate_name: string,
    more: Partial<Interview> = {},
  ): FakeRoom {
    const wanted = { position_id: position.id, candidate_name, ...more };
    const interview = newInterview(wanted, this.now());
    const room = new FakeRoom(interview, position, this.happened);
    this.rooms.set(interview.id, room);
    this.happened("interview_created", interview.id);
    return room;
  }

  /** The room of the candidate with this name. */
  room(candidate: string): FakeRoom {
    for (const room of this.rooms.values()) {
      if (room.interview.candidate_name === candidate) return room;
    }
    throw new Error(`no interview of ${candidate}`);
  }

  /** A passing fact about a room. */
  live(room: FakeRoom, live: LiveOf<Live>): void {
    this.tellLive({ ...live, interview_id: room.interview.id } as Live);
  }

  /** A passing fact, whatever it is about. */
  tellLive(live: Live): void {
    this.#tell({ kind: "live", live });
  }

  fetch(request: Request): Promise<Response> {
    return this.#answer(request).catch((cause: unknown) => {
      if (!(cause instanceof Problem)) throw cause;
      const { code, detail, errors } = cause;
      const status = code === "not_found" ? 404 : code === "invalid" ? 422 : 409;
      const body = { type: "about:blank", title: code, status, code, detail, errors };
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

  chooseFile(): Promise<string | null> {
    return Promise.resolve(this.chosenFile);
  }

  chooseFolder(): Promise<string | null> {
    return Promise.resolve(this.chosenFolder);
  }

  saveFile(_: string, name: string, content: string): Promise<string | null> {
    this.savedFiles.set(name, content);
    return Promise.resolve(`/home/ada/${name}`);
  }

  showInFolder(interviewId: string): Promise<void> {
    this.shownInFolder.push(interviewId);
    return Promise.resolve();
  }

  #tell(fact: Fact): void {
    for (const listener of this.#listeners) listener(fact);
  }

  /** Writes an entry of the log. */
  readonly happened = (kind: EventKind, subject: string, part?: string): void => {
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

  roomOf(id: string | undefined): FakeRoom {
    const room = this.rooms.get(id ?? "");
    if (!room) throw new Problem("not_found", "there is no such interview");
    return room;
  }

  position(id: string | undefined): Position {
    const position = this.positions.find((p) => p.id === id);
    if (!position) throw new Problem("not_found", "there is no such position");
    return position;
  }
}
