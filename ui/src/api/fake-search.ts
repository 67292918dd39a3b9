import type { FakeApp, Operation } from "./fake";
import type { FakeRoom } from "./fake-room";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** Search in memory: every word must begin a word of the text. */
export function searchOperations(app: FakeApp): [string, Operation][] {
  return [
    [
      "GET /search",
      (_, __, url) => {
        const words =
          (url.searchParams.get("q") ?? "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
        const only = url.searchParams.get("interview");
        const limit = Number(url.searchParams.get("limit") ?? 10);
        const offset = Number(url.searchParams.get("offset") ?? 0);
        const found = [...app.rooms.values()]
          .filter(({ interview }) => only === null || interview.id === only)
          .map((room) => inRoom(room, words, only === null ? 3 : Infinity))
          .filter((interview) => interview !== null)
          .reverse();
        const total_hits = found.reduce((sum, { hit_count }) => sum + hit_count, 0);
        if (only !== null) {
          for (const one of found) one.hits = one.hits.slice(offset, offset + limit);
        }
        return {
          interviews: only === null ? found.slice(offset, offset + limit) : found,
          total_interviews: found.length,
          total_hits,
        } satisfies Schemas["Found"];
      },
    ],
  ];
}

function inRoom(
  { interview, position, messages }: FakeRoom,
  words: string[],
  most: number,
): Schemas["FoundInterview"] | null {
  if (words.length === 0 || interview.deleted_at != null) return null;
  const has = (text: string) => {
    const parts = marked(text, words);
    return words.every((word) =>
      parts.some((part) => part.found && part.text.toLowerCase().startsWith(word)),
    );
  };
  const hits = messages.map(({ message }) => message).filter(({ content }) => has(content));
  const entered = [interview.candidate_name, interview.candidate_external_id, position.title];
  if (hits.length === 0 && !has([...entered, interview.description].join(" "))) return null;
  return {
    id: interview.id,
    status: interview.status,
    latest_at: interview.finished_at ?? interview.started_at ?? interview.created_at,
    candidate_name: marked(interview.candidate_name, words),
    candidate_external_id:
      interview.candidate_external_id == null
        ? null
        : marked(interview.candidate_external_id, words),
    position_title: marked(position.title, words),
    description: has(interview.description) ? marked(interview.description, words) : null,
    language: interview.language,
    hit_count: hits.length,
    hits: hits.slice(0, most).map((message) => ({
      message_id: message.id,
      note_id: null,
      role: message.role,
      audio_ms: message.audio_start_ms ?? null,
      at: message.at,
      excerpt: marked(message.content, words),
    })),
  };
}

function marked(text: string, words: string[]): Schemas["Part"][] {
  return text
    .split(/([\p{L}\p{N}]+)/u)
    .filter((piece) => piece !== "")
    .map((piece) => ({
      text: piece,
      found: words.some((word) => piece.toLowerCase().startsWith(word)),
    }));
}
