import type { FakeApp, Operation } from "./fake";
import { silentWav } from "./fake-data";
import type {
  MicrophoneCheck,
  ModelPlace,
  ModelSource,
  Preferences,
  Recommendation,
} from "./machine";
import { Problem } from "./problem";
import type { components } from "./schema";
import type { SpeechModel } from "./types";

type Schemas = components["schemas"];

const NO_CHECK: MicrophoneCheck = { state: "off", device: "", sentence: "none", sentence_ms: 0 };

/** What is set up on the fake machine, and handles for what happens at it. */
export class FakeMachine {
  preferences: Preferences = { first_run_done: true, device: null, model: null };
  check: MicrophoneCheck = NO_CHECK;
  /** What the next import comes to. */
  importOutcome: Schemas["ImportOutcome"] = { outcome: "installed", model: "small-q5_1" };
  source: ModelSource = { mirror: null, official: true };
  /** What lies in the model folder besides models. */
  strays: ModelPlace["strays"] = [];
  unusable: string | null = null;
  /** Names of models the graphics card failed with. */
  graphicsCardFailures: string[] = [];
  /** What is best on this machine. */
  best: Recommendation = {
    live: "small-q5_1",
    transcript: "large-v3-turbo-q5_0",
    installed_live: "base",
    installed_transcript: "base",
    measured: true,
  };
  readonly #app: FakeApp;

  constructor(app: FakeApp) {
    this.#app = app;
  }

  /** Sound comes from the microphone being checked. */
  hear(rms_db: number, peak_db = rms_db + 6): void {
    if (this.check.state === "silent") this.check = { ...this.check, state: "hearing" };
    this.#app.tellLive({ type: "check_level", rms_db, peak_db });
  }

  fallSilent(): void {
    this.check = { ...this.check, state: "silent" };
  }

  unplug(problem: string): void {
    this.check = { ...this.check, state: "lost", code: "no_microphone", problem, sentence: "none" };
  }

  /** The test sentence is over. */
  sentence(ms: number): void {
    this.check = { ...this.check, sentence: "ready", sentence_ms: ms };
  }

  /** So many bytes of a model have arrived. */
  arrive(name: string, done: number, rate: number): void {
    const size = this.#app.models.find((m) => m.name === name)?.size_bytes ?? 0;
    const left_s = rate > 0 ? Math.round((size - done) / rate) : null;
    const model = this.change(name, (m) => ({
      ...m,
      disk_bytes: done,
      download: { state: "running", done, total: m.size_bytes, rate, left_s },
    }));
    const total = model.size_bytes;
    this.#app.tellLive({
      type: "model_download",
      model: name,
      state: "running",
      done,
      total,
      rate,
      left_s,
    });
  }

  /** The connection of a download was interrupted; it is tried again by itself. */
  interrupt(name: string, error: string): void {
    const model = this.change(name, (m) => ({
      ...m,
      download: {
        ...(m.download ?? { done: 0, total: m.size_bytes }),
        state: "waiting",
        rate: 0,
        error,
      },
    }));
    this.#app.tellLive({
      type: "model_download",
      model: name,
      state: "waiting",
      done: model.download?.done ?? 0,
      total: model.size_bytes,
      rate: 0,
      error,
    });
  }

  /** A download ends: installed, or with this failure. */
  end(name: string, failure?: Problem): void {
    const model = this.change(name, (m) =>
      failure
        ? {
            ...m,
            download: {
              ...(m.download ?? { done: 0, total: m.size_bytes }),
              state: "failed",
              rate: 0,
              code: failure.code === "unreachable" ? "internal" : failure.code,
              error: failure.detail,
            },
          }
        : installed(m),
    );
    this.#app.tellLive({
      type: "model_download",
      model: name,
      state: failure ? "failed" : "done",
      done: failure ? (model.download?.done ?? 0) : model.size_bytes,
      total: model.size_bytes,
      rate: 0,
      ...(failure && { error: failure.detail }),
    });
  }

  change(name: string | undefined, change: (model: SpeechModel) => SpeechModel): SpeechModel {
    const before = this.#app.models.find((m) => m.name === name);
    if (!before) throw new Problem("not_found", `there is no speech model “${name}”`);
    const after = change(before);
    this.#app.models = this.#app.models.map((m) => (m === before ? after : m));
    return after;
  }
}

function installed(model: SpeechModel): SpeechModel {
  const disk_bytes = model.size_bytes;
  return { ...model, download: null, installed: true, removable: true, disk_bytes };
}

function withoutDownload(model: SpeechModel): SpeechModel {
  return { ...model, download: null, disk_bytes: model.installed ? model.disk_bytes : 0 };
}

/** Preferences, speech models and the microphone check. */
export function machineOperations(app: FakeApp): [string, Operation][] {
  const { machine } = app;
  const running = (state: "running" | "paused"): Operation => {
    return ([name]) => {
      const model = machine.change(name, (m) => ({
        ...m,
        download: {
          done: 0,
          total: m.size_bytes,
          ...m.download,
          state,
          rate: 0,
        },
      }));
      return model.download ?? undefined;
    };
  };
  const checking = (change: (check: MicrophoneCheck) => MicrophoneCheck): Operation => {
    return () => {
      if (!["hearing", "silent"].includes(machine.check.state)) {
        throw new Problem("conflict", "the microphone check is over; start it again");
      }
      machine.check = change(machine.check);
      return machine.check;
    };
  };
  return [
    ["GET /preferences", () => machine.preferences],
    [
      "PUT /preferences",
      async (_, request) => {
        machine.preferences = (await request.json()) as Preferences;
        app.happened("setting_changed", "preferences");
        return machine.preferences;
      },
    ],
    [
      "POST /models/import",
      async (_, request) => {
        const { approved_sha256 } = (await request.json()) as Schemas["ImportRequest"];
        const end = machine.importOutcome;
        if (end.outcome === "unknown" && approved_sha256 === end.sha256) {
          return { outcome: "installed", model: end.file_name };
        }
        if (end.outcome === "installed") machine.change(end.model, installed);
        if (end.outcome === "folder") {
          for (const { model } of end.files) if (model != null) machine.change(model, installed);
        }
        return end;
      },
    ],
    [
      "GET /model-place",
      () => ({
        path: "/home/ada/.local/share/candor/models",
        taken_bytes: app.models.reduce((sum, m) => sum + m.disk_bytes, 0),
        free_bytes: 52_300_000_000,
        strays: machine.strays,
        graphics_card: machine.graphicsCardFailures.length > 0,
        graphics_card_failures: machine.graphicsCardFailures,
        ...(machine.unusable !== null && { unusable: machine.unusable }),
      }),
    ],
    ["GET /model-recommendation", () => machine.best],
    ["GET /model-source", () => machine.source],
    [
      "PUT /model-source",
      async (_, request) => {
        machine.source = (await request.json()) as ModelSource;
        app.happened("setting_changed", "model_source");
        return machine.source;
      },
    ],
    ["POST /models/*/download", running("running")],
    ["POST /models/*/resume", running("running")],
    ["POST /models/*/pause", running("paused")],
    [
      "POST /models/*/cancel",
      ([name]) => {
        machine.change(name, withoutDownload);
        return undefined;
      },
    ],
    [
      "POST /models/*/measure",
      ([name]) => {
        const speed = { factor: 0.32, measured: true, live: true };
        machine.change(name, (m) => ({ ...m, speed }));
        machine.best = { ...machine.best, measured: true };
        app.happened("setting_changed", "model_speed");
        return speed;
      },
    ],
    [
      "DELETE /models/*",
      ([name]) => {
        machine.change(name, (m) => ({
          ...withoutDownload(m),
          installed: false,
          removable: false,
          disk_bytes: 0,
        }));
        return undefined;
      },
    ],
    ["GET /microphone-check", () => machine.check],
    [
      "POST /microphone-check",
      async (_, request) => {
        const { device } = (await request.json()) as Schemas["CheckOptions"];
        const wanted = device ?? machine.preferences.device;
        const found = app.devices.find((d) => (wanted == null ? d.is_default : d.name === wanted));
        if (!found) throw new Problem("no_microphone", "there is no microphone; connect one");
        machine.check = { ...NO_CHECK, state: "hearing", device: found.name };
        return machine.check;
      },
    ],
    [
      "DELETE /microphone-check",
      () => {
        machine.check = NO_CHECK;
        return undefined;
      },
    ],
    [
      "POST /microphone-check/record",
      checking((check) => ({ ...check, sentence: "recording", sentence_ms: 0 })),
    ],
    [
      "POST /microphone-check/stop",
      checking((check) => ({
        ...check,
        sentence: "ready",
        sentence_ms: Math.max(1_000, check.sentence_ms),
      })),
    ],
    [
      "GET /microphone-check/recording",
      () => new Response(silentWav(), { headers: { "content-type": "audio/wav" } }),
    ],
  ];
}
