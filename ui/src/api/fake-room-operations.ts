import type { FakeApp, Operation } from "./fake";
import type { FakeRoom } from "./fake-room";
import { Problem } from "./problem";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** What people say to a room, and what it tells them. */
export function roomOperations(app: FakeApp): [string, Operation][] {
  const moved =
    (make: (room: FakeRoom, now: number) => void): Operation =>
    ([id]) => {
      const room = app.roomOf(id);
      make(room, app.now());
      return room.view(app.now());
    };
  const begun =
    (how: "start" | "resume"): Operation =>
    async ([id], request) => {
      const setup = (await request.json()) as Schemas["StartOptions"];
      const room = app.roomOf(id);
      const { device = null, model = null, recruiter_device = null } = setup;
      const { shared_microphone = false, text_only = false } = setup;
      if (recruiter_device !== null && recruiter_device === device) {
        throw new Problem("invalid", "both microphones are the same one");
      }
      room[how]({ device, model, recruiter_device, shared_microphone, text_only }, app.now());
      return room.view(app.now());
    };
  return [
    ["GET /interviews/*/room", ([id]) => app.roomOf(id).view(app.now())],
    ["GET /interviews/*/devices", ([id]) => (app.roomOf(id), app.devices)],
    ["POST /interviews/*/start", begun("start")],
    ["POST /interviews/*/resume", begun("resume")],
    ["POST /interviews/*/pause", moved((room, now) => room.pause(now))],
    ["POST /interviews/*/finish", moved((room, now) => room.finish(now))],
    ["POST /interviews/*/human-answered", moved((room) => room.answerHuman())],
    [
      "POST /interviews/*/microphone",
      async ([id], request) => {
        const { device, track } = (await request.json()) as Schemas["MicrophoneChoice"];
        const room = app.roomOf(id);
        const there = app.devices.find(({ name, is_default }) =>
          device == null ? is_default : name === device,
        );
        if (!there) throw new Problem("no_microphone", `there is no microphone called ${device}`);
        const whose = track ?? "candidate";
        const other = whose === "candidate" ? room.secondMicrophone : room.microphone;
        if (other?.device === there.name) {
          throw new Problem("conflict", "the other microphone is this one already");
        }
        room.microphoneIs("working", there.name, whose);
        app.live(room, { type: "microphone", track: whose, state: "working", device: there.name });
        return room.view(app.now());
      },
    ],
    [
      "PUT /interviews/*/turn",
      async ([id], request) => {
        const { role } = (await request.json()) as Schemas["Turn"];
        const room = app.roomOf(id);
        if (room.turn === null) throw new Problem("conflict", "nobody shares a microphone here");
        room.turn = role;
        app.live(room, { type: "turn", role });
        return undefined;
      },
    ],
    [
      "PUT /interviews/*/spoken-language",
      async ([id], request) => {
        const { language } = (await request.json()) as Schemas["SpokenLanguage"];
        const room = app.roomOf(id);
        room.interview.speech_language = language;
        app.happened("speech_language_chosen", room.interview.id);
        return room.view(app.now());
      },
    ],
    [
      "POST /interviews/*/reading-aloud",
      async ([id], request) => {
        const { reading } = (await request.json()) as Schemas["ReadingAloud"];
        app.roomOf(id).readingAloud.push(reading);
        return undefined;
      },
    ],
    [
      "POST /interviews/*/controls",
      async ([id], request) => {
        const { control } = (await request.json()) as Schemas["Pressed"];
        app.roomOf(id).control(control, app.now());
        return undefined;
      },
    ],
  ];
}
