import type { FakeApp, Operation } from "./fake";
import { Problem } from "./problem";
import type { DocumentFormat, SavedDocument } from "./types";

/** Documents on demand, in memory: nothing is written, but everything is named and refused as it would be. */
export function documentOperations(app: FakeApp): [string, Operation][] {
  const allowed = (id: string | undefined) => {
    const room = app.roomOf(id);
    if (room.interview.erased_at != null)
      throw new Problem("not_found", "there is no such interview");
    if (room.interview.withdrawn_at != null) {
      throw new Problem("consent_withdrawn", "the candidate withdrew the consent to the recording");
    }
    return room;
  };
  return [
    [
      "GET /interviews/*/documents/*",
      ([id, format]) => {
        const room = allowed(id);
        app.happened("document_exported", room.interview.id);
        return new Response(`${room.interview.candidate_name} ${format ?? ""}`);
      },
    ],
    [
      "POST /interviews/*/documents",
      async ([id], request) => {
        const room = allowed(id);
        const { format } = (await request.json()) as { format: DocumentFormat };
        app.happened("document_exported", room.interview.id);
        return {
          path: `/home/ada/Documents/Candor/${room.interview.candidate_name}.${format}`,
          format,
          sha256: "0".repeat(64),
        } satisfies SavedDocument;
      },
    ],
  ];
}
