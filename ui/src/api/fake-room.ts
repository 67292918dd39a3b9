import { LINES, newMessage } from "./fake-data";
import { messageRow, spread } from "./fake-review";
import { Problem } from "./problem";
import type {
  Captions,
  CaptionView,
  InterviewerState,
  MicrophoneState,
  MicrophoneView,
  RoomView,
} from "./room";
import type {
  Control,
  CoverageEntry,
  EventKind,
  ExportRecord,
  Interview,
  InterviewStatus,
  Message,
  MessageRow,
  Position,
  Role,
  RoomSetup,
} from "./types";

/** Tells everyone what changed; the part is a message. */
type Log = (kind: EventKind, subject: string, part?: string) => void;

/** One interview of the fake app: a very simple interviewer that asks the plan in order. */
export class FakeRoom {
  readonly interview: Interview;
  readonly position: Position;
  readonly messages: MessageRow[] = [];
  readonly coverage: CoverageEntry[];
  exports: ExportRecord[] = [];
  /** What it was last started or resumed with. */
  setup: Partial<RoomSetup> | null = null;
  /** The microphone in use. */
  microphone: MicrophoneView | null = null;
  /** The recruiter's, where there are two. */
  secondMicrophone: MicrophoneView | null = null;
  /** Whose turn it is with a shared one. */
  turn: Role | null = null;
  captions: Captions = "live";
  lagMs = 0;
  caption: CaptionView | null = null;
  minutesLeft: number | null = null;
  gaps: RoomView["gaps"] = [];
  /** Who words the interviewer's lines, and the line a model is wording; `app.wording` tells of both. */
  interviewer: InterviewerState = "scripted";
  reply: NonNullable<RoomView["reply"]> | null = null;
  /** What the page said about reading aloud, in order. */
  readonly readingAloud: boolean[] = [];
  /** Set to let the next export fail. */
  exportError: string | null = null;
  readonly #log: Log;
  #current = -1;

  constructor(interview: Interview, position: Position, log: Log) {
    this.interview = interview;
    this.position = position;
    this.#log = log;
    this.coverage = (position.plan.questions ?? []).map((question) => ({
      question_key: question.key,
      text: question.text[interview.language] ?? "",
      competency: question.competency,
      weight: question.weight ?? 1,
      must_ask: question.must_ask ?? false,
      state: "not_asked",
      followed_up: false,
    }));
  }

  get currentQuestion(): string | null {
    return this.coverage[this.#current]?.question_key ?? null;
  }

  get listening(): boolean {
    return this.microphone !== null && this.microphone.state !== "lost";
  }

  /** What everybody in the room may see. */
  view(now: number): RoomView {
    const { interview, position, messages, coverage } = this;
    const { extra_time_percent } = interview.accommodations;
    const index = this.#current;
    return {
      interview_id: interview.id,
      candidate_name: interview.candidate_name,
      position_title: position.title,
      language: interview.language,
      status: interview.status,
      accommodations: interview.accommodations,
      duration_ms: this.durationMs(now),
      recommended_ms: interview.recommended_minutes * 600 * (100 + extra_time_percent),
      started_at: interview.started_at ?? null,
      paused_at: interview.paused_at ?? null,
      interrupted_at: interview.interrupted_at ?? null,
      finished_at: interview.finished_at ?? null,
      consented_at: interview.consented_at ?? null,
      withdrawn_at: interview.withdrawn_at ?? null,
      human_requested_at: interview.human_requested_at ?? null,
      current_question: coverage[index] ? { number: index + 1, count: coverage.length } : null,
      room_open: interview.status === "started",
      listening: this.listening,
      microphone: this.microphone,
      second_microphone: this.secondMicrophone,
      turn: this.turn,
      captions: this.captions,
      lag_ms: this.lagMs,
      caption: this.caption,
      spoken_language: interview.speech_language ?? interview.language,
      minutes_left: this.minutesLeft,
      gaps: this.gaps,
      message_count: messages.length,
      interviewer: this.interviewer,
      reply: this.reply,
    };
  }

  durationMs(now: number): number {
    const { active_ms, running_since } = this.interview;
    return active_ms + (running_since == null ? 0 : now - running_since);
  }

  consent(now: number): void {
    this.interview.consented_at = now;
    this.#log("consent_given", this.interview.id);
  }

  start(setup: Partial<RoomSetup>, now: number): void {
    if (this.interview.consented_at == null) {
      throw new Problem("consent_missing", "consent has not been given");
    }
    this.#move(["not_started"], "started", now);
    this.#listenTo(setup);
    this.interview.started_at = this.interview.running_since = now;
    this.#log("interview_started", this.interview.id);
    this.#line("greeting", LINES[this.interview.language].greeting, now);
    this.#next(now);
  }

  #listenTo(setup: Partial<RoomSetup>): void {
    this.setup = setup;
    const silent = setup.text_only === true || this.interview.accommodations.typing_only;
    const device = setup.device ?? "Built-in microphone";
    this.microphone = silent ? null : { state: "working", device };
    const second = silent ? null : (setup.recruiter_device ?? null);
    this.secondMicrophone = second === null ? null : { state: "working", device: second };
    this.turn = setup.shared_microphone === true && !silent ? "candidate" : null;
  }

  /** As if the microphone had been unplugged, fallen silent, or come back. */
  microphoneIs(state: MicrophoneState, device?: string, track: Role = "candidate"): void {
    const own = track === "candidate" ? "microphone" : "secondMicrophone";
    this[own] = { state, device: device ?? this[own]?.device ?? "" };
    this.#log(state === "lost" ? "recording_ended" : "recording_started", this.interview.id);
  }

  requestHuman(now: number): void {
    this.interview.human_requested_at ??= now;
    this.#log("human_requested", this.interview.id);
  }

  answerHuman(): void {
    this.interview.human_requested_at = null;
    this.#log("human_answered", this.interview.id);
  }

  pause(now: number): void {
    this.#move(["started"], "paused", now);
    this.interview.paused_at = now;
    this.#log("interview_paused", this.interview.id);
  }

  /** As if the app had died and come back. */
  interrupt(now: number): void {
    this.#move(["started"], "paused", now);
    this.interview.paused_at = this.interview.interrupted_at = now;
    this.#log("interview_interrupted", this.interview.id);
  }

  resume(setup: Partial<RoomSetup>, now: number): void {
    this.#move(["paused"], "started", now);
    this.#listenTo(setup);
    this.interview.interrupted_at = null;
    this.interview.running_since = now;
    this.#log("interview_resumed", this.interview.id);
  }

  cancel(now: number): void {
    this.#move(["not_started", "started", "paused"], "cancelled", now);
    this.interview.cancelled_at = now;
    this.#log("interview_cancelled", this.interview.id);
  }

  finish(now: number): void {
    this.#move(["started", "paused"], "finished", now);
    this.interview.finished_at = now;
    this.#log("interview_finished", this.interview.id);
    this.export(now);
  }

  export(now: number): ExportRecord {
    const base = `/home/ada/Candor/transcripts/2025-11-20 ${this.interview.candidate_name}`;
    const error = this.exportError;
    this.exportError = null;
    const record: ExportRecord =
      error === null
        ? { at: now, json_path: `${base}.json`, txt_path: `${base}.txt`, error: null }
        : { at: now, json_path: null, txt_path: null, error };
    this.exports = [...this.exports, record];
    const kind = error === null ? "transcript_exported" : "transcript_export_failed";
    this.#log(kind, this.interview.id);
    return record;
  }

  control(control: Control, now: number): void {
    if (control === "request_human") {
      this.requestHuman(now);
      if (this.interview.status !== "started") return;
      this.#line("acknowledgement", LINES[this.interview.language].human, now);
      return;
    }
    this.#mustRun();
    const entry = this.coverage[this.#current];
    switch (control) {
      case "repeat":
        if (entry) this.#line("repeat", entry.text, now);
        break;
      case "still_thinking":
        this.#line("acknowledgement", LINES[this.interview.language].thinking, now);
        break;
      case "skip":
        if (entry) entry.state = "skipped";
        this.#next(now);
        break;
      case "answer_done":
        this.#next(now);
    }
  }

  /** A finished utterance, the candidate's unless it is said to be somebody else's. */
  say(content: string, now: number, more: Partial<Message> = {}): Message {
    const end = this.durationMs(now);
    const start = Math.max(0, end - 3_000);
    return this.#add(
      {
        role: "candidate",
        purpose: "answer",
        origin: "speech",
        content,
        audio_start_ms: start,
        audio_end_ms: end,
        words: spread(content, start, end),
        confidence: 0.93,
        speech_model: this.setup?.model ?? null,
        ...more,
      },
      now,
    );
  }

  type(content: string, role: "candidate" | "recruiter", now: number): Message {
    this.#mustRun();
    const purpose = role === "candidate" ? "answer" : "remark";
    return this.#add({ role, purpose, origin: "typed", content }, now);
  }

  /** A line of the interviewer's, worded by whom it says. */
  interviewerSays(
    wanted: Pick<Message, "purpose" | "content" | "origin"> & Partial<Message>,
    now: number,
  ): Message {
    return this.#add({ role: "ai_hr", ...wanted }, now);
  }

  #mustRun(): void {
    if (this.interview.status !== "started") {
      throw new Problem("illegal_move", "the interview does not run");
    }
  }

  #move(from: InterviewStatus[], to: InterviewStatus, now: number): void {
    const { interview } = this;
    if (!from.includes(interview.status)) {
      throw new Problem("illegal_move", `an interview that is ${interview.status} cannot do that`);
    }
    interview.active_ms = this.durationMs(now);
    interview.running_since = null;
    this.microphone = this.secondMicrophone = this.turn = this.caption = null;
    interview.status = to;
  }

  #next(now: number): void {
    this.#current += 1;
    const entry = this.coverage[this.#current];
    this.#log("progress_saved", this.interview.id);
    if (entry) {
      entry.state = "unanswered";
      this.#line("question", entry.text, now);
      return;
    }
    this.#line("closing", LINES[this.interview.language].closing, now);
    this.finish(now);
  }

  #line(purpose: Message["purpose"], content: string, now: number): void {
    this.#add({ role: "ai_hr", purpose, origin: "script", content }, now);
  }

  #add(
    wanted: Pick<Message, "role" | "purpose" | "origin" | "content"> & Partial<Message>,
    now: number,
  ): Message {
    const message = newMessage(
      {
        interview_id: this.interview.id,
        number: this.messages.length + 1,
        language: this.interview.language,
        question_key: this.currentQuestion,
        ...wanted,
      },
      now,
    );
    this.messages.push(messageRow(message));
    const entry = this.coverage[this.#current];
    if (wanted.purpose === "answer" && entry) {
      entry.state = "answered";
      this.#log("progress_saved", this.interview.id);
    }
    this.#log("message_added", this.interview.id, message.id);
    return message;
  }
}
