import type { FakeApp, Operation } from "./fake";
import type { InvitedInterview, KioskOptions, KioskShell, KioskView, RoomView } from "./kiosk";
import { Problem } from "./problem";
import type { components } from "./schema";

type Receipt = components["schemas"]["Receipt"];

const DAY_MS = 86_400_000;
/** Wrong codes, and wrong PINs, that cost nothing. */
const FREE_CODES = 5;
const FREE_PINS = 3;

type Invitation = { code: string | null; queued_at: number | null; expires_at: number };

/** The kiosk of the fake app, with the shell's part in it. */
export class FakeKiosk implements KioskShell {
  organisation: string | null = "Lindgren & Sons";
  options: KioskOptions = { idle_seconds: 120, start_as_kiosk: false };
  pin: string | null = null;
  locked = false;
  open: string | null = null;
  printer = false;
  readonly printed: string[] = [];
  readonly invitations = new Map<string, Invitation>();
  startsWithComputer = false;
  wrongCodes = 0;
  wrongPins = 0;
  /** When waiting for the next code, or PIN, ends. */
  codeFrom = 0;
  pinFrom = 0;
  readonly #app: FakeApp;
  #codes = 0;

  constructor(app: FakeApp) {
    this.#app = app;
  }

  enter(): Promise<void> {
    if (this.pin === null) return Promise.reject(new Problem("invalid", "set a PIN first"));
    this.locked = true;
    this.tell();
    return Promise.resolve();
  }

  leave(pin: string): Promise<void> {
    try {
      this.check(pin);
    } catch (problem) {
      return Promise.reject(Problem.from(problem));
    }
    this.locked = false;
    this.open = null;
    this.tell();
    return Promise.resolve();
  }

  canPrintReceipt(): Promise<boolean> {
    return Promise.resolve(this.printer);
  }

  printReceipt(text: string): Promise<void> {
    this.printed.push(text);
    return Promise.resolve();
  }

  autostart(): Promise<boolean> {
    return Promise.resolve(this.startsWithComputer);
  }

  setAutostart(on: boolean): Promise<void> {
    this.startsWithComputer = on;
    return Promise.resolve();
  }

  /** Invites as the desk does; gives the code, or null for the queue. */
  invite(interviewId: string, queue: boolean): string | null {
    this.#codes += 1;
    const code = queue ? null : `K10S-KAB${this.#codes % 10}`;
    const now = this.#app.now();
    const invitation = { code, queued_at: queue ? now : null, expires_at: now + DAY_MS };
    this.invitations.set(interviewId, invitation);
    this.#app.happened("kiosk_invited", interviewId);
    this.tell();
    return code;
  }

  view(): KioskView {
    const now = this.#app.now();
    const open = this.open === null ? null : this.#app.roomOf(this.open);
    return {
      organisation: this.organisation,
      queued: this.next() !== null,
      interview_id: this.open,
      language: open?.interview.language ?? null,
      idle_seconds: this.options.idle_seconds,
      code_wait_ms: Math.max(0, this.codeFrom - now),
      pin_wait_ms: Math.max(0, this.pinFrom - now),
    };
  }

  /** Whose turn it is. */
  next(): string | null {
    for (const [id, { queued_at }] of this.invitations) if (queued_at !== null) return id;
    return null;
  }

  check(pin: string): void {
    const now = this.#app.now();
    if (now < this.pinFrom) throw new Problem("too_many_attempts", "wait");
    if (pin === this.pin) {
      this.wrongPins = 0;
      return;
    }
    this.wrongPins += 1;
    if (this.wrongPins >= FREE_PINS) this.pinFrom = now + 30_000;
    throw new Problem("pin_wrong", "this is not the PIN");
  }

  openBy(ask: { code?: string | null; next?: boolean }): KioskView {
    const now = this.#app.now();
    if (ask.next === true) {
      this.open = this.next();
    } else {
      if (now < this.codeFrom) throw new Problem("too_many_attempts", "wait");
      const plain = (code: string | null | undefined) => code?.replace("-", "");
      const found = [...this.invitations].find(([, one]) => plain(one.code) === plain(ask.code));
      if (found === undefined) {
        this.wrongCodes += 1;
        if (this.wrongCodes >= FREE_CODES) this.codeFrom = now + 10_000;
        throw new Problem("not_found", "this code cannot be used");
      }
      this.wrongCodes = 0;
      this.open = found[0];
    }
    if (this.open === null) throw new Problem("not_found", "the queue is empty");
    this.tell();
    return this.view();
  }

  close(): void {
    if (this.open === null) return;
    const { interview } = this.#app.roomOf(this.open);
    if (interview.status === "started") this.#app.roomOf(this.open).pause(this.#app.now());
    if (interview.status !== "not_started") this.invitations.delete(this.open);
    this.open = null;
    this.tell();
  }

  tell(): void {
    this.#app.tellLive({ type: "kiosk", interview_id: this.open });
  }
}

/** The operations of the kiosk, and those of a room that only a candidate's page uses. */
export function kioskOperations(app: FakeApp): [string, Operation][] {
  const { kiosk } = app;
  const settings = () => ({ pin_set: kiosk.pin !== null, ...kiosk.options });
  return [
    ["GET /kiosk", () => kiosk.view()],
    [
      "POST /kiosk/open",
      async (_, request) =>
        kiosk.openBy((await request.json()) as { code?: string; next?: boolean }),
    ],
    [
      "POST /kiosk/close",
      () => {
        kiosk.close();
        return undefined;
      },
    ],
    ["GET /kiosk/settings", settings],
    [
      "PUT /kiosk/settings",
      async (_, request) => {
        kiosk.options = (await request.json()) as KioskOptions;
        return settings();
      },
    ],
    [
      "PUT /kiosk/pin",
      async (_, request) => {
        const { pin, current } = (await request.json()) as { pin: string; current?: string };
        if (!/^\d{6,12}$/.test(pin))
          throw new Problem("invalid", "the PIN must have 6 to 12 digits");
        if (kiosk.pin !== null) kiosk.check(current ?? "");
        kiosk.pin = pin;
        return undefined;
      },
    ],
    [
      "GET /kiosk/invitations",
      () =>
        [...kiosk.invitations].map(([id, invitation]): InvitedInterview => ({
          interview_id: id,
          candidate_name: app.roomOf(id).interview.candidate_name,
          position_title: app.roomOf(id).position.title,
          queued_at: invitation.queued_at,
          has_code: invitation.code !== null,
          expires_at: invitation.expires_at,
        })),
    ],
    [
      "POST /interviews/*/kiosk",
      async ([id], request) => {
        const { interview } = app.roomOf(id);
        const { queue } = (await request.json()) as { queue: boolean };
        const code = kiosk.invite(interview.id, queue);
        return { code, queued: queue, expires_at: app.now() + DAY_MS };
      },
    ],
    [
      "DELETE /interviews/*/kiosk",
      ([id]) => {
        if (!kiosk.invitations.delete(id ?? "")) throw new Problem("not_found", "not invited");
        app.happened("kiosk_invitation_ended", id ?? "");
        kiosk.tell();
        return undefined;
      },
    ],
    ["GET /interviews/*/receipt", ([id]) => receiptOf(app, id)],
  ];
}

/** What a fake room tells a guest. */
export const roomView = (app: FakeApp, id: string | undefined): RoomView =>
  app.roomOf(id).view(app.now());

/** The receipt of a fake interview. */
export function receiptOf(app: FakeApp, id: string | undefined): Receipt {
  const { interview, position, messages } = app.roomOf(id);
  return {
    interview_id: interview.id,
    candidate_name: interview.candidate_name,
    position_title: position.title,
    language: interview.language,
    status: interview.status,
    started_at: interview.started_at ?? null,
    ended_at: interview.finished_at ?? null,
    sound_ms: app.roomOf(id).setup?.text_only === true ? 0 : 754_000,
    messages: messages.length,
    kept_until: app.now() + 180 * DAY_MS,
    organisation: app.kiosk.organisation,
    contact: "Karin Lindgren, karin@lindgren.example",
    consent: {
      at: interview.consented_at ?? 0,
      version: "2026-11",
      language: interview.language,
      withdrawn_at: interview.withdrawn_at ?? null,
    },
    how_to_withdraw: "Write to your contact and name the number of this interview.",
  };
}
