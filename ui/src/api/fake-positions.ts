import type { FakeApp, Operation } from "./fake";
import { LINES, SAMPLES } from "./fake-data";
import { Problem } from "./problem";
import type { components } from "./schema";
import type {
  Fault,
  Plan,
  Position,
  PositionDraft,
  Preview,
  PreviewDraft,
  PreviewLine,
} from "./types";

type Schemas = components["schemas"];

/** The machine, samples and positions. */
export function positionOperations(app: FakeApp): [string, Operation][] {
  const deleted = new Map<string, Position>();
  return [
    ["GET /health", () => ({ version: "0.1.0", schema_version: 1, last_event: app.log.length })],
    [
      "GET /diagnostics",
      () => [
        { name: "version", value: "0.1.0" },
        { name: "system", value: "Linux, x86_64" },
        { name: "schema", value: "6" },
        { name: "interviews", value: String(app.rooms.size) },
      ],
    ],
    ["GET /devices", () => app.devices],
    ["GET /models", () => app.models],
    ["GET /samples", () => SAMPLES.map((sample) => ({ ...sample, plan: undefined }))],
    [
      "POST /samples/*",
      ([name]) => {
        const sample = SAMPLES.find((s) => s.name === name);
        if (!sample) throw new Problem("not_found", "there is no such sample");
        return app.addPosition(sample.title, sample.plan, sample.description);
      },
    ],
    ["GET /positions", () => app.positions],
    [
      "POST /positions",
      async (_, request) => {
        const { title, description, plan } = (await request.json()) as PositionDraft;
        refuseIf(faults(title, plan));
        return app.addPosition(title, plan, description);
      },
    ],
    [
      "POST /positions/import",
      async (_, request) => {
        const { toml } = (await request.json()) as Schemas["PlanText"];
        const title = /^title = "(.+)"$/m.exec(toml)?.[1];
        if (title === undefined) {
          const line = toml.split("\n").findIndex((text) => text.includes("title")) + 1;
          refuseIf([
            { pointer: "/title", issue: "empty", message: "the title is empty", line: line || 1 },
          ]);
        }
        return app.addPosition(title ?? "");
      },
    ],
    [
      "POST /positions/preview",
      async (_, request) => {
        const draft = (await request.json()) as PreviewDraft;
        refuseIf(faults("-", draft.plan));
        return spoken(draft);
      },
    ],
    ["GET /positions/*", ([id]) => app.position(id)],
    [
      "PUT /positions/*",
      async ([id], request) => {
        const { based_on, ...draft } = (await request.json()) as PositionDraft;
        refuseIf(faults(draft.title, draft.plan));
        const before = app.position(id);
        if (based_on != null && based_on !== before.updated_at) {
          throw new Problem("conflict", "the position was changed somewhere else");
        }
        const updated_at = Math.max(app.now(), before.updated_at + 1);
        const position: Position = { ...before, ...draft, updated_at };
        app.positions = app.positions.map((p) => (p === before ? position : p));
        app.happened("position_updated", position.id);
        return position;
      },
    ],
    ["GET /positions/*/plan.toml", ([id]) => new Response(`title = "${app.position(id).title}"\n`)],
    [
      "DELETE /positions/*",
      ([id]) => {
        const position = app.position(id);
        deleted.set(position.id, position);
        app.positions = app.positions.filter((p) => p !== position);
        app.happened("position_deleted", position.id);
        return undefined;
      },
    ],
    [
      "POST /positions/*/restore",
      ([id]) => {
        const position = deleted.get(id ?? "");
        if (!position) throw new Problem("not_found", "there is no such deleted position");
        deleted.delete(position.id);
        app.positions = [...app.positions, position];
        app.happened("position_restored", position.id);
        return position;
      },
    ],
  ];
}

function refuseIf(errors: Fault[]): void {
  if (errors.length === 0) return;
  throw new Problem("invalid", errors.map(({ message }) => message).join("; "), errors);
}

/** A part of what the real check finds. */
function faults(title: string, plan: Plan): Fault[] {
  const found: Fault[] = [];
  const add = (pointer: string, issue: Fault["issue"], message: string) =>
    found.push({ pointer, issue, message });
  if (title.trim() === "") add("/title", "empty", "the title is empty");
  const competencies = plan.competencies ?? [];
  competencies.forEach(({ name }, i) => {
    if (name.trim() === "") add(`/plan/competencies/${i}/name`, "empty", "a name is empty");
  });
  const questions = plan.questions ?? [];
  if (questions.length === 0) add("/plan/questions", "empty", "the plan has no questions");
  const keys = new Set<string>();
  questions.forEach((question, i) => {
    const at = `/plan/questions/${i}`;
    if (!/^[a-z0-9_-]{1,64}$/.test(question.key)) add(`${at}/key`, "key_form", "a key is wrong");
    if (keys.has(question.key)) add(`${at}/key`, "twice", "a key appears twice");
    keys.add(question.key);
    if (!competencies.some(({ key }) => key === question.competency)) {
      add(`${at}/competency`, "unknown_competency", "a competency is unknown");
    }
    if (!((question.weight ?? 1) > 0)) add(`${at}/weight`, "out_of_range", "a weight is wrong");
    const seconds = question.time_budget_s ?? 180;
    if (seconds < 10 || seconds > 7_200) {
      add(`${at}/time_budget_s`, "out_of_range", "a time budget is wrong");
    }
    const { en, de, ru } = question.text;
    if (!en && !de && !ru) add(`${at}/text`, "empty", "a question has no text");
  });
  return found;
}

/** Stands in for the engine: greeting, questions with their follow-ups, farewell. */
function spoken(draft: PreviewDraft): Preview {
  const { greeting, thinking, closing } = LINES[draft.language];
  const recommended_ms = draft.recommended_minutes * 60_000;
  const lines: PreviewLine[] = [];
  const not_asked: string[] = [];
  let total_ms = 0;
  const say = (
    purpose: PreviewLine["purpose"],
    occasion: PreviewLine["occasion"],
    text: string,
    question_key: string | null = null,
    answer_ms = 0,
  ) => {
    const spoken_ms = Math.round((text.length * 1_000) / 14);
    lines.push({ purpose, occasion, text, question_key, spoken_ms, answer_ms });
    if (occasion !== "silence") total_ms += spoken_ms + answer_ms;
  };
  say("greeting", "always", greeting);
  for (const [i, question] of (draft.plan.questions ?? []).entries()) {
    const budget = (question.time_budget_s ?? 180) * 1_000;
    if (!question.must_ask && total_ms >= recommended_ms) {
      not_asked.push(question.key);
      continue;
    }
    const text = question.text[draft.language] ?? Object.values(question.text).find(Boolean) ?? "";
    const follow_up = question.follow_ups?.find((texts) => texts[draft.language]);
    say("question", "always", text, question.key, follow_up ? 4_000 : budget);
    if (i === 0) say("nudge", "silence", thinking, question.key);
    const more = follow_up?.[draft.language];
    if (more) say("follow_up", "thin_answer", more, question.key, budget - 4_000);
  }
  say("closing", "always", closing);
  const untranslated = (draft.plan.questions ?? []).filter((q) => !q.text[draft.language]);
  return {
    lines,
    not_asked,
    untranslated: untranslated.map(({ key }) => key),
    total_ms,
    recommended_ms,
  };
}
