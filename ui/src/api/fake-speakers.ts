import type { FakeApp, Operation } from "./fake";
import { newId } from "./fake-data";
import { Problem } from "./problem";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** Correcting who said a line that was heard. */
export function speakerOperations(app: FakeApp): [string, Operation][] {
  return [
    [
      "PUT /interviews/*/messages/*/speaker",
      async ([id, messageId], request) => {
        const { role, author } = (await request.json()) as Schemas["SaidBy"];
        const room = app.roomOf(id);
        const row = room.messages.find(({ message }) => message.id === messageId);
        if (!row) throw new Problem("not_found", "there is no such message");
        if (author.trim() === "") throw new Problem("invalid", "who corrects needs a name");
        const { message, speaker_corrections: corrections } = row;
        if (message.origin !== "speech") {
          throw new Problem("invalid", "who wrote this line is known");
        }
        if ((corrections.at(-1)?.role ?? message.role) !== role) {
          const correction = {
            id: newId(),
            message_id: message.id,
            number: corrections.length + 1,
            role,
            author: author.trim(),
            at: app.now(),
          };
          corrections.push(correction);
          app.happened("speaker_corrected", room.interview.id, correction.id);
        }
        return app.review.row(room, message.number);
      },
    ],
  ];
}
