import type { FakeApp, Operation } from "./fake";
import { newId } from "./fake-data";
import { Problem } from "./problem";
import { isUnderWay, type RecordingImport, type RecordingImportJob } from "./recording-imports";

/** Recordings that are taken in, and handles for how far they come. */
export class FakeImports {
  jobs: RecordingImportJob[] = [];
  /** Whether what is begun goes on only by `move` and `finish`; otherwise it is done when its beginning is answered. */
  hold = false;
  readonly #wanted = new Map<string, RecordingImport>();
  readonly #app: FakeApp;

  constructor(app: FakeApp) {
    this.#app = app;
  }

  start(wanted: RecordingImport): RecordingImportJob {
    const file = this.#app.transcriptions.look(wanted.path);
    const job: RecordingImportJob = {
      id: newId(),
      file_name: file.file_name,
      candidate_name: wanted.candidate_name,
      position_title: this.#app.position(wanted.position_id).title,
      state: "running",
      step: "taking_in",
      done_ms: 0,
      total_ms: file.duration_ms ?? null,
      done_bytes: 0,
      total_bytes: 24_000_000,
      remaining_ms: null,
      created_at: this.#app.now(),
      cut_short: false,
      problem: null,
      interview_id: null,
      truncated: false,
      damaged_packets: 0,
    };
    this.#wanted.set(job.id, wanted);
    this.jobs = [...this.jobs, job];
    this.#app.tellLive({ type: "recording_import", job });
    if (file.earlier && wanted.again !== true) {
      const detail = `“${file.file_name}” was taken in already`;
      this.move(job.id, { state: "failed", problem: { code: "conflict", detail } });
    } else if (!this.hold) this.finish(job.id);
    return job;
  }

  /** It goes on, or fails. */
  move(id: string, change: Partial<RecordingImportJob>): RecordingImportJob {
    const job = { ...this.find(id), ...change };
    this.jobs = this.jobs.map((one) => (one.id === id ? job : one));
    this.#app.tellLive({ type: "recording_import", job });
    return job;
  }

  /** All of it is there: it becomes an interview. */
  finish(id: string, change: Partial<RecordingImportJob> = {}): RecordingImportJob {
    const wanted = this.#wanted.get(id);
    if (!wanted) throw new Error("nobody asked for it");
    const { interview } = this.#app.transcriptions.import(wanted);
    const total_ms = interview.active_ms;
    const ended = { state: "done", interview_id: interview.id, remaining_ms: null } as const;
    return this.move(id, { ...ended, done_ms: total_ms, total_ms, ...change });
  }

  find(id: string): RecordingImportJob {
    const job = this.jobs.find((one) => one.id === id);
    if (!job) throw new Problem("not_found", "there is no such import");
    return job;
  }

  cancel(id: string): RecordingImportJob {
    if (!isUnderWay(this.find(id))) throw new Problem("conflict", "this has ended already");
    return this.#remove(id);
  }

  retry(id: string): RecordingImportJob {
    const wanted = this.#wanted.get(id);
    if (this.find(id).state !== "failed" || !wanted) {
      throw new Problem("conflict", "this did not fail");
    }
    const job = this.start(wanted);
    this.#remove(id);
    return job;
  }

  putAway(id: string): void {
    if (isUnderWay(this.find(id))) throw new Problem("conflict", "give it up first");
    this.#remove(id);
  }

  #remove(id: string): RecordingImportJob {
    const job: RecordingImportJob = { ...this.find(id), state: "cancelled" };
    this.jobs = this.jobs.filter((one) => one.id !== id);
    this.#app.tellLive({ type: "recording_import", job });
    return job;
  }
}

/** Taking recordings in. */
export function importOperations(app: FakeApp): [string, Operation][] {
  const { imports } = app.transcriptions;
  return [
    [
      "POST /recordings/import",
      async (_, request) => imports.start((await request.json()) as RecordingImport),
    ],
    ["GET /recordings/imports", () => imports.jobs],
    ["POST /recordings/imports/*/cancel", ([id = ""]) => imports.cancel(id)],
    ["POST /recordings/imports/*/retry", ([id = ""]) => imports.retry(id)],
    [
      "DELETE /recordings/imports/*",
      ([id = ""]) => {
        imports.putAway(id);
        return undefined;
      },
    ],
  ];
}
