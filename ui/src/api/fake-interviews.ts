import type { FakeApp, Operation } from "./fake";
import type { FakeRoom } from "./fake-room";
import { Problem } from "./problem";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** Interviews and their rooms. */
export function interviewOperations(app: FakeApp): [string, Operation][] {
  return [
    [
      "POST /interviews",
      async (_, request) => {
        const { position_id, candidate_name, ...more } =
          (await request.json()) as Schemas["InterviewDraft"];
        const room = app.addInterview(app.position(position_id), candidate_name, more);
        return { interview: room.interview, link_token: "k".repeat(32) };
      },
    ],
    [
      "GET /interviews/*",
      ([id]) => {
        const room = app.roomOf(id);
        return {
          interview: room.interview,
          position_title: room.position.title,
          plan: room.position.plan,
          coverage: room.coverage,
          duration_ms: room.durationMs(app.now()),
          current_question: room.currentQuestion,
          room_open: room.interview.status === "started",
          listening: room.listening,
          microphone: room.microphone,
          gaps: room.gaps,
          message_count: app.review.count(room),
          speakers: app.review.of(room).speakers,
          exports: room.exports,
        } satisfies Schemas["InterviewDetail"];
      },
    ],
    ["POST /interviews/*/cancel", move(app, (room, now) => room.cancel(now))],
    [
      "POST /interviews/*/messages",
      async ([id], request) => {
        const { content, role } = (await request.json()) as Schemas["Typed"];
        const by = role === "recruiter" ? "recruiter" : "candidate";
        return app.roomOf(id).type(content, by, app.now());
      },
    ],
    [
      "POST /interviews/*/export",
      ([id]) => {
        const { json_path, txt_path, error } = app.roomOf(id).export(app.now());
        if (error != null) throw new Problem("not_writable", error);
        return { json_path, txt_path };
      },
    ],
  ];
}

function move(app: FakeApp, make: (room: FakeRoom, now: number) => void): Operation {
  return ([id]) => {
    const room = app.roomOf(id);
    make(room, app.now());
    return room.interview;
  };
}
