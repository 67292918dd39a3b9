import type { FakeApp, Operation } from "./fake";
import { FakeRoom } from "./fake-room";
import { Problem } from "./problem";
import type { components } from "./schema";
import type { Interview } from "./types";

type Schemas = components["schemas"];

/** The moment something last happened to it. */
const latestAt = (interview: Interview) =>
  Math.max(
    interview.created_at,
    interview.started_at ?? 0,
    interview.finished_at ?? 0,
    interview.cancelled_at ?? 0,
  );

/** The list of interviews, and what is done from there. */
export function deskOperations(app: FakeApp): [string, Operation][] {
  return [
    ["GET /interviews", (_, __, url) => page(app, url.searchParams)],
    [
      "PUT /interviews/*",
      async ([id], request) => {
        const room = app.roomOf(id);
        const { interview } = room;
        const draft = (await request.json()) as Schemas["InterviewDraft"];
        if (interview.status !== "not_started" || interview.deleted_at != null) {
          throw new Problem("conflict", "this interview has begun");
        }
        const updated = { ...interview, ...draft };
        const position = app.position(draft.position_id);
        app.rooms.set(interview.id, new FakeRoom(updated, position, app.happened));
        app.happened("interview_updated", interview.id);
        return updated;
      },
    ],
    [
      "DELETE /interviews/*",
      ([id]) => {
        const { interview } = app.roomOf(id);
        if (interview.status === "started") {
          throw new Problem("conflict", "this interview is running; pause or finish it first");
        }
        interview.deleted_at = app.now();
        app.happened("interview_deleted", interview.id);
        return interview;
      },
    ],
    [
      "POST /interviews/*/restore",
      ([id]) => {
        const { interview } = app.roomOf(id);
        interview.deleted_at = null;
        app.happened("interview_restored", interview.id);
        return interview;
      },
    ],
  ];
}

function page(app: FakeApp, query: URLSearchParams): Schemas["InterviewPage"] {
  const all = [...app.rooms.values()];
  const deleted = query.get("deleted") === "true";
  const words = (query.get("text") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const matching = all.filter(({ interview, position }) => {
    const text = [
      interview.candidate_name,
      interview.candidate_external_id ?? "",
      position.title,
      interview.description,
    ]
      .join(" ")
      .toLowerCase();
    const at = latestAt(interview);
    return (
      (interview.deleted_at != null) === deleted &&
      words.every((word) => text.includes(word)) &&
      same(query.get("position_id"), interview.position_id) &&
      same(query.get("language"), interview.language) &&
      at >= Number(query.get("from") ?? -Infinity) &&
      at < Number(query.get("before") ?? Infinity) &&
      (query.get("human_requested") !== "true" || interview.human_requested_at != null) &&
      (query.get("withdrawn") !== "true" || interview.withdrawn_at != null)
    );
  });
  const statuses = query.get("status")?.split(",");
  const chosen = matching
    .filter(({ interview }) => statuses?.includes(interview.status) ?? true)
    .map((room, n) => ({ room, n, at: latestAt(room.interview) }))
    .sort((a, b) => b.at - a.at || b.n - a.n);
  const offset = Number(query.get("offset") ?? 0);
  const rows = chosen.slice(offset, offset + Number(query.get("limit") ?? 100));
  const withStatus = (status: Interview["status"]) =>
    matching.filter(({ interview }) => interview.status === status).length;
  const kept = all.filter(({ interview }) => interview.deleted_at == null);
  return {
    rows: rows.map(({ room: { interview, position } }) => ({
      interview,
      position_title: position.title,
    })),
    total: chosen.length,
    counts: {
      not_started: withStatus("not_started"),
      started: withStatus("started"),
      paused: withStatus("paused"),
      finished: withStatus("finished"),
      cancelled: withStatus("cancelled"),
      expired: withStatus("expired"),
      human_requested: kept.filter(({ interview }) => interview.human_requested_at != null).length,
      deleted: all.length - kept.length,
      all: kept.length,
    },
  };
}

function same(wanted: string | null, value: string): boolean {
  return wanted === null || wanted === value;
}
