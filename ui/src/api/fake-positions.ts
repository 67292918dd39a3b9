import type { FakeApp, Operation } from "./fake";
import { SAMPLES } from "./fake-data";
import { Problem } from "./problem";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** The machine, samples and positions. */
export function positionOperations(app: FakeApp): [string, Operation][] {
  return [
    ["GET /health", () => ({ version: "0.1.0", schema_version: 1, last_event: app.log.length })],
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
      "POST /positions/import",
      async (_, request) => {
        const { toml } = (await request.json()) as Schemas["PlanText"];
        const title = /^title = "(.+)"$/m.exec(toml)?.[1];
        if (title === undefined) throw new Problem("invalid", "line 1: the title is missing");
        return app.addPosition(title);
      },
    ],
    ["GET /positions/*/plan.toml", ([id]) => new Response(`title = "${app.position(id).title}"\n`)],
    [
      "DELETE /positions/*",
      ([id]) => {
        const position = app.position(id);
        app.positions = app.positions.filter((p) => p !== position);
        app.happened("position_deleted", position.id);
        return undefined;
      },
    ],
  ];
}
