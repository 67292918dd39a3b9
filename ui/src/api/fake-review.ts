import type { FakeApp, Operation } from "./fake";
import { newId } from "./fake-data";
import type { FakeRoom } from "./fake-room";
import { hum } from "./fake-sound";
import { speakerOperations } from "./fake-speakers";
import { Problem } from "./problem";
import type { Note, SpeakerNames, Word } from "./review";
import type { components } from "./schema";
import type { Message, MessageRow, Revision, TranscriptionJob } from "./types";

type Schemas = components["schemas"];
/** A later transcript: what it heard per message id. */
type Version = { model: string; at: number; texts: Map<string, string> };

/** Words at even distances over a stretch. */
export function spread(content: string, from: number, to: number, probability = 0.95): Word[] {
  const texts = content.split(/\s+/).filter((text) => text !== "");
  const step = (to - from) / Math.max(1, texts.length);
  return texts.map((text, i) => ({
    text,
    start_ms: Math.round(from + i * step),
    end_ms: Math.round(from + (i + 1) * step),
    probability,
  }));
}

/** A message nobody has touched yet. */
export function messageRow(message: Message): MessageRow {
  const { content, words, confidence = null, speech_model = null, doubt = null } = message;
  const source = "original" as const;
  const counting = { source, content, words, confidence, speech_model, doubt };
  const { role } = message;
  return { message, role, speaker_corrections: [], revisions: [], heard_again: [], counting };
}

/** What people add to an interview afterwards. */
class Reviewed {
  readonly notes: Note[] = [];
  speakers: SpeakerNames = {};
  readonly versions: Version[] = [];
  running: TranscriptionJob | null = null;
  /** Messages made up on demand, for interviews that are too long to hold. */
  pretended = 0;
}

const LONG = "I kept the files of forty clients and looked after all of their dates";

/** The review of every interview, and handles for what takes its time. */
export class FakeReview {
  readonly #app: FakeApp;
  readonly #rooms = new Map<FakeRoom, Reviewed>();

  constructor(app: FakeApp) {
    this.#app = app;
  }

  of(room: FakeRoom): Reviewed {
    const known = this.#rooms.get(room) ?? new Reviewed();
    this.#rooms.set(room, known);
    return known;
  }

  /** Lets an interview look as if so many messages had been spoken in it. */
  pretendLength(room: FakeRoom, messages: number): void {
    this.of(room).pretended = messages;
  }

  /** As if a model had heard everything again, understanding each message through `hear`. */
  complete(room: FakeRoom, hear: (content: string) => string): void {
    const reviewed = this.of(room);
    const spoken = room.messages.filter(({ message }) => message.origin === "speech");
    const texts = new Map(spoken.map(({ message }) => [message.id, hear(message.content)]));
    const running = reviewed.running ?? this.begin(room, "base");
    reviewed.versions.push({ model: running.model, at: this.#app.now(), texts });
    this.#app.happened("transcript_version_added", room.interview.id, newId());
    this.tell(room, "done", running.total_ms);
  }

  /** Transcribing again begins. */
  begin(room: FakeRoom, model: string): TranscriptionJob {
    const total_ms = this.count(room) * 4_000;
    const job = { kind: "again", model, state: "running", total_ms } as const;
    return (this.of(room).running = this.#app.transcriptions.add(room, job));
  }

  /** How far transcribing again has come, in ms of its sound. */
  tell(room: FakeRoom, state: Schemas["JobState"], done_ms = 0): void {
    const reviewed = this.of(room);
    if (!reviewed.running) return;
    const change = { state, done_ms, ...(state === "failed" && { error: "the model is damaged" }) };
    const job = this.#app.transcriptions.move(reviewed.running.id, change);
    reviewed.running = state === "running" ? job : null;
  }

  count(room: FakeRoom): number {
    return this.of(room).pretended || room.messages.length;
  }

  /** The message with this number, as it counts. */
  row(room: FakeRoom, number: number): MessageRow | undefined {
    const reviewed = this.of(room);
    if (reviewed.pretended > 0) return pretend(room, number);
    const row = room.messages[number - 1];
    if (!row) return undefined;
    const { message, revisions } = row;
    const chosen = room.interview.transcript_version;
    const heard_again = reviewed.versions.flatMap(({ model, texts }, i) => {
      const content = texts.get(message.id);
      return content === undefined
        ? []
        : [{ version: i + 2, speech_model: model, content, confidence: 0.97 }];
    });
    const { audio_start_ms: from, audio_end_ms: to } = message;
    const placed = (content: string, certainty: number) =>
      from == null || to == null ? [] : spread(content, from, to, certainty);
    const { speaker_corrections } = row;
    const role = speaker_corrections.at(-1)?.role ?? message.role;
    const base = { ...messageRow(message), role, speaker_corrections };
    const version = heard_again.find((heard) => heard.version === chosen);
    if (version) {
      const { content, confidence, speech_model } = version;
      const words = placed(content, 0.97);
      base.counting = { source: "version", content, words, confidence, speech_model };
    }
    const correction = revisions.at(-1);
    if (correction) {
      const { content } = correction;
      base.counting = { source: "correction", content, words: placed(content, 1) };
    }
    return { ...base, revisions, heard_again };
  }
}

/** A long interview of made-up answers, four seconds each. */
function pretend(room: FakeRoom, number: number): MessageRow | undefined {
  const from = (number - 1) * 4_000;
  const content = `${LONG}, number ${number}.`;
  const words = spread(content, from + 200, from + 3_600);
  const weak = words[number % words.length];
  if (weak) weak.probability = 0.4;
  return messageRow({
    id: `02900000-0000-7000-8000-${String(number).padStart(12, "0")}`,
    interview_id: room.interview.id,
    number,
    at: (room.interview.started_at ?? 0) + from,
    role: "candidate",
    purpose: "answer",
    origin: "speech",
    content,
    question_key: null,
    audio_start_ms: from,
    audio_end_ms: from + 3_800,
    words,
    language: room.interview.language,
    confidence: 0.9,
    speech_model: "base",
  });
}

/** Reviewing interviews. */
export function reviewOperations(app: FakeApp): [string, Operation][] {
  const of = (id: string | undefined) => {
    const room = app.roomOf(id);
    return { room, reviewed: app.review.of(room) };
  };
  const length = (room: FakeRoom) =>
    app.review.of(room).pretended * 4_000 ||
    Math.max(0, ...room.messages.map(({ message }) => message.audio_end_ms ?? 0));
  const note = (id: string | undefined, noteId: string | undefined) => {
    const found = of(id).reviewed.notes.find((own) => own.id === noteId);
    if (!found) throw new Problem("not_found", "there is no such note");
    return found;
  };
  const versions = (id: string | undefined): Schemas["Versions"] => {
    const { room, reviewed } = of(id);
    const chosen = room.interview.transcript_version;
    const spoken = room.messages.filter(({ message }) => message.origin === "speech");
    const { running } = reviewed;
    return {
      running,
      versions: [
        {
          number: 1,
          speech_models: ["base"],
          created_at: null,
          chosen: chosen === 1,
          messages: spoken.length,
          differing: 0,
          confidence: 0.9,
        },
        ...reviewed.versions.map(({ model, at, texts }, i) => ({
          number: i + 2,
          speech_models: [model],
          created_at: at,
          chosen: chosen === i + 2,
          messages: texts.size,
          differing: spoken.filter(({ message: m }) => texts.get(m.id) !== m.content).length,
          confidence: 0.97,
        })),
      ],
    };
  };
  return [
    [
      "GET /interviews/*/messages",
      ([id], _, url) => {
        const { room } = of(id);
        const count = app.review.count(room);
        const asked = (name: string) => Number(url.searchParams.get(name) ?? 200);
        const last = Math.min(500, asked("last"));
        const paged = url.searchParams.has("from");
        const from = paged ? asked("from") : Math.max(1, count - last + 1);
        const to = Math.min(count, from + (paged ? Math.min(500, asked("limit")) : last) - 1);
        const rows = [];
        for (let n = from; n <= to; n++) rows.push(app.review.row(room, n));
        return rows.filter((row) => row !== undefined);
      },
    ],
    [
      "GET /interviews/*/messages/find",
      ([id], _, url) => {
        const { room, reviewed } = of(id);
        const wants = (name: string) => url.searchParams.get(name);
        const text = (wants("text") ?? "").trim().toLowerCase();
        const numbers: number[] = [];
        for (let n = 1; n <= app.review.count(room); n++) {
          const row = app.review.row(room, n);
          if (!row) continue;
          const { message, role, counting, revisions, heard_again } = row;
          if (!counting.content.toLowerCase().includes(text)) continue;
          if (wants("role") !== null && wants("role") !== role) continue;
          const certain = counting.doubt == null && (message.confidence ?? 1) >= 0.6;
          if (wants("uncertain") && certain) continue;
          if (wants("corrected") && revisions.length === 0) continue;
          const noted = reviewed.notes.some((own) => own.message_id === message.id);
          if (wants("noted") && !noted) continue;
          const differs = heard_again.some(({ content }) => content !== message.content);
          if (wants("heard_differently") && !differs) continue;
          numbers.push(n);
        }
        return { total: numbers.length, numbers: numbers.slice(0, 10_000) };
      },
    ],
    [
      "GET /interviews/*/messages/place",
      ([id], _, url) => {
        const { room } = of(id);
        const message = url.searchParams.get("message");
        const at = Number(url.searchParams.get("at_ms"));
        let number = 0;
        if (message === null && app.review.of(room).pretended > 0)
          number = Math.floor(at / 4_000) + 1;
        else {
          for (let n = 1; n <= app.review.count(room); n++) {
            const row = app.review.row(room, n);
            const start = row?.message.audio_start_ms ?? null;
            const here =
              message === null ? start !== null && start <= at : row?.message.id === message;
            if (here) number = n;
            if (here && message !== null) break;
          }
        }
        if (number === 0) throw new Problem("not_found", "there is no such message");
        return { number };
      },
    ],
    [
      "POST /interviews/*/messages/*/revisions",
      async ([id, messageId], request) => {
        const { content, author } = (await request.json()) as Schemas["Correction"];
        const row = app.roomOf(id).messages.find(({ message }) => message.id === messageId);
        if (!row) throw new Problem("not_found", "there is no such message");
        const revision: Revision = {
          id: newId(),
          message_id: row.message.id,
          number: row.revisions.length + 1,
          content,
          author,
          at: app.now(),
        };
        row.revisions.push(revision);
        app.happened("message_corrected", row.message.interview_id, revision.id);
        return revision;
      },
    ],
    ...speakerOperations(app),
    [
      "GET /interviews/*/recording",
      ([id], _, url) => {
        const { room } = of(id);
        const asked = (name: string) => Number(url.searchParams.get(name));
        const end = Math.min(asked("to_ms"), length(room));
        const headers = { "content-type": "audio/wav" };
        return new Response(hum(asked("from_ms"), end), { headers });
      },
    ],
    [
      "GET /interviews/*/waveform",
      ([id], _, url) => {
        const buckets = Number(url.searchParams.get("buckets"));
        const duration_ms = length(of(id).room);
        const peaks = Array.from({ length: buckets }, (__, i) =>
          Math.round(30 + 25 * Math.sin(i * 0.7) + 20 * Math.sin(i * 0.13) * Math.cos(i * 1.9)),
        );
        const pauses =
          duration_ms > 60_000 ? [{ at_ms: duration_ms * 0.4, length_ms: 90_000 }] : [];
        return { duration_ms, peaks, gaps: [], pauses } satisfies Schemas["Waveform"];
      },
    ],
    [
      "PUT /interviews/*/speakers",
      async ([id], request) => {
        const { reviewed, room } = of(id);
        reviewed.speakers = (await request.json()) as SpeakerNames;
        app.happened("speaker_named", room.interview.id);
        return reviewed.speakers;
      },
    ],
    [
      "GET /interviews/*/notes",
      ([id]) => of(id).reviewed.notes.filter((n) => n.deleted_at == null),
    ],
    [
      "POST /interviews/*/notes",
      async ([id], request) => {
        const { reviewed, room } = of(id);
        const draft = (await request.json()) as Schemas["NoteDraft"];
        const at = app.now();
        const own: Note = {
          id: newId(),
          interview_id: room.interview.id,
          created_at: at,
          changed_at: at,
          ...draft,
        };
        reviewed.notes.push(own);
        app.happened("note_added", room.interview.id, own.id);
        return own;
      },
    ],
    [
      "PUT /interviews/*/notes/*",
      async ([id, noteId], request) => {
        const own = note(id, noteId);
        own.content = ((await request.json()) as Schemas["NoteChange"]).content;
        own.changed_at = app.now();
        app.happened("note_changed", own.interview_id, own.id);
        return own;
      },
    ],
    [
      "DELETE /interviews/*/notes/*",
      ([id, noteId]) => {
        const own = note(id, noteId);
        own.deleted_at = app.now();
        app.happened("note_deleted", own.interview_id, own.id);
        return own;
      },
    ],
    [
      "POST /interviews/*/notes/*/restore",
      ([id, noteId]) => {
        const own = note(id, noteId);
        own.deleted_at = null;
        app.happened("note_changed", own.interview_id, own.id);
        return own;
      },
    ],
    ["GET /interviews/*/versions", ([id]) => versions(id)],
    [
      "POST /interviews/*/versions",
      async ([id], request) => {
        const { room } = of(id);
        const { model } = (await request.json()) as Schemas["Again"];
        return app.review.begin(room, model);
      },
    ],
    [
      "POST /interviews/*/versions/cancel",
      ([id]) => {
        const { room, reviewed } = of(id);
        const { running } = reviewed;
        if (!running) throw new Problem("not_found", "nothing is being transcribed");
        app.review.tell(room, "cancelled");
        return app.transcriptions.find(running.id);
      },
    ],
    [
      "POST /interviews/*/versions/*/choose",
      ([id, number]) => {
        const { room } = of(id);
        room.interview.transcript_version = Number(number);
        app.happened("transcript_version_chosen", room.interview.id);
        return versions(id);
      },
    ],
  ];
}
