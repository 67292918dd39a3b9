import type { FakeApp, Operation } from "./fake";
import { newId } from "./fake-data";
import { FakeImports, importOperations } from "./fake-imports";
import type { FakeRoom } from "./fake-room";
import { Problem } from "./problem";
import type { components } from "./schema";
import type { Interview, TranscriptionJob } from "./types";

type Schemas = components["schemas"];

const ENDED: ReadonlySet<TranscriptionJob["state"]> = new Set(["done", "failed", "cancelled"]);
const RANK = { running: 0, paused: 0, waiting: 1, done: 2, failed: 2, cancelled: 2 } as const;

/** What is transcribed in the background, and handles for how far it comes. */
export class FakeTranscriptions {
  jobs: TranscriptionJob[] = [];
  /** How long work still takes, by its id. */
  readonly remaining = new Map<string, number>();
  /** Recordings that are taken in. */
  readonly imports: FakeImports;
  /** Sound files on the machine, by their path. */
  readonly files = new Map<string, Schemas["SoundFileView"]>();
  readonly #app: FakeApp;

  constructor(app: FakeApp) {
    this.#app = app;
    this.imports = new FakeImports(app);
  }

  add(room: FakeRoom, wanted: Partial<TranscriptionJob> = {}): TranscriptionJob {
    const job: TranscriptionJob = {
      id: newId(),
      interview_id: room.interview.id,
      kind: "import",
      model: "base",
      state: "waiting",
      done_ms: 0,
      total_ms: 60_000,
      created_at: this.#app.now(),
      ended_at: null,
      ...wanted,
    };
    this.jobs = [...this.jobs, job];
    this.#app.happened("transcription_queued", job.interview_id, job.id);
    this.#app.tellLive({ type: "transcription", job });
    return job;
  }

  /** The work goes on, or ends. */
  move(id: string, change: Partial<TranscriptionJob>): TranscriptionJob {
    const before = this.find(id);
    const job = { ...before, ...change };
    job.ended_at = ENDED.has(job.state) ? this.#app.now() : null;
    this.jobs = this.jobs.map((one) => (one.id === id ? job : one));
    if (job.state !== before.state) {
      this.#app.happened("transcription_moved", job.interview_id, id);
    }
    this.#app.tellLive({ type: "transcription", job });
    return job;
  }

  find(id: string | undefined): TranscriptionJob {
    const job = this.jobs.find((one) => one.id === id);
    if (!job) throw new Problem("not_found", "there is no such work");
    return job;
  }

  queue(): Schemas["TranscriptionQueue"] {
    const jobs = this.jobs.map((job) => {
      const { interview, position } = this.#app.roomOf(job.interview_id);
      return {
        job,
        candidate_name: interview.candidate_name,
        position_title: position.title,
        remaining_ms: this.remaining.get(job.id) ?? null,
      };
    });
    return { jobs: jobs.sort((a, b) => RANK[a.job.state] - RANK[b.job.state]) };
  }

  /** Makes a recording an interview at once. */
  import(wanted: Schemas["RecordingImport"]): { interview: Interview; job: TranscriptionJob } {
    const app = this.#app;
    const file = this.look(wanted.path);
    const at = wanted.recorded_at ?? app.now();
    const interview: Partial<Interview> = {
      status: "finished",
      language: wanted.language,
      candidate_external_id: wanted.candidate_external_id ?? null,
      description: wanted.description ?? "",
      vocabulary: wanted.vocabulary ?? "",
      imported_from: file.file_name,
      consented_at: at,
      started_at: at,
      finished_at: at + (file.duration_ms ?? 0),
      active_ms: file.duration_ms ?? 0,
    };
    const room = app.addInterview(
      app.position(wanted.position_id),
      wanted.candidate_name,
      interview,
    );
    const job = this.add(room, {
      model: wanted.model ?? "base",
      total_ms: file.duration_ms ?? 0,
    });
    return { interview: room.interview, job };
  }

  look(path: string): Schemas["SoundFileView"] {
    const file = this.files.get(path);
    if (!file) throw new Problem("audio_invalid", `${path} is no sound file Candor can read`);
    const rooms = [...this.#app.rooms.values()];
    const same = rooms.findLast(
      ({ interview }) => interview.imported_from === file.file_name && interview.deleted_at == null,
    );
    if (!same) return { ...file, earlier: null };
    const { id, candidate_name, created_at } = same.interview;
    return { ...file, earlier: { interview_id: id, candidate_name, at: created_at } };
  }
}

/** Recordings made elsewhere, and the queue of what is transcribed in the background. */
export function transcriptionOperations(app: FakeApp): [string, Operation][] {
  return [
    [
      "POST /recordings/look",
      async (_, request) => {
        const { path } = (await request.json()) as Schemas["SoundFile"];
        return app.transcriptions.look(path);
      },
    ],
    ...importOperations(app),
    ["GET /transcriptions", () => app.transcriptions.queue()],
    [
      "POST /transcriptions/*/cancel",
      ([id = ""]) => {
        if (ENDED.has(app.transcriptions.find(id).state)) {
          throw new Problem("conflict", "this work has ended");
        }
        return app.transcriptions.move(id, { state: "cancelled" });
      },
    ],
    [
      "POST /transcriptions/*/retry",
      async ([id = ""], request) => {
        const { model } = (await request.json()) as Schemas["TryAgain"];
        const before = app.transcriptions.find(id);
        if (before.state !== "failed" && before.state !== "cancelled") {
          throw new Problem("conflict", "this work did not fail");
        }
        return app.transcriptions.move(id, {
          state: "waiting",
          model: model ?? before.model,
          error: null,
        });
      },
    ],
  ];
}
