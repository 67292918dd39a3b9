import type { AiCall, AttemptView } from "./ai-log";
import { characters } from "./characters";
import type { FakeApp, Operation } from "./fake";
import { newId } from "./fake-data";
import type { FakeRoom } from "./fake-room";
import { Problem } from "./problem";
import type { components } from "./schema";
import type { SavedDocument } from "./types";

type Schemas = components["schemas"];

/** What was asked of language models, interview by interview, and what read like instructions for them. */
export class FakeAiLog {
  readonly #app: FakeApp;
  readonly #calls = new Map<string, AiCall[]>();
  readonly #attempts = new Map<string, AttemptView[]>();

  constructor(app: FakeApp) {
    this.#app = app;
  }

  calls(interviewId: string): AiCall[] {
    return this.#calls.get(interviewId) ?? [];
  }

  attempts(interviewId: string): AttemptView[] {
    return this.#attempts.get(interviewId) ?? [];
  }

  /** Logs a request; what is not said of it is ordinary. */
  add(room: FakeRoom, more: Partial<AiCall> = {}): AiCall {
    const interview_id = room.interview.id;
    const call: AiCall = {
      id: newId(),
      interview_id,
      at: this.#app.now(),
      task: "question",
      connection: "Our own server",
      host: "ai.example",
      api: "chat",
      model: "small-7b",
      prompt_version: "question/1",
      prompt: [
        { role: "system", content: "You word one question of an interview." },
        { role: "user", content: "Tell me about a mistake you noticed before it did harm." },
      ],
      reply: "Thank you. Was there a mistake you noticed in time?",
      outcome: "used",
      reasons: [],
      input_tokens: 412,
      output_tokens: 18,
      cost_micros: 130,
      first_token_ms: 320,
      total_ms: 1_140,
      attempts: 1,
      message_id: null,
      ...more,
    };
    this.#calls.set(interview_id, [...this.calls(interview_id), call]);
    this.#app.happened("ai_call_logged", interview_id, call.id);
    return call;
  }

  /** Notices an attempt in a message, or in the candidate's name when there is no message. */
  notice(
    room: FakeRoom,
    {
      messageId,
      words,
      kinds,
    }: { messageId?: string; words: string; kinds: Schemas["AttemptKind"][] },
  ): void {
    const interview_id = room.interview.id;
    const said = room.messages.find(({ message }) => message.id === messageId)?.message.content;
    const text = said ?? room.interview.candidate_name;
    const at = Math.max(0, text.indexOf(words));
    const start = characters(text.slice(0, at)).length;
    const view: AttemptView = {
      attempt: {
        id: newId(),
        interview_id,
        source: messageId === undefined ? "name" : "message",
        message_id: messageId ?? null,
        kinds,
        start,
        end: start + characters(words).length,
        at: this.#app.now(),
      },
      excerpt: { before: text.slice(0, at), text: words, after: text.slice(at + words.length) },
    };
    this.#attempts.set(interview_id, [...this.attempts(interview_id), view]);
    this.#app.happened("attempt_noticed", interview_id, view.attempt.id);
  }
}

/** The log of requests, and writing it to disk. */
export function aiLogOperations(app: FakeApp): [string, Operation][] {
  return [
    ["GET /interviews/*/ai-calls", ([id]) => app.aiLog.calls(app.roomOf(id).interview.id)],
    ["GET /interviews/*/attempts", ([id]) => app.aiLog.attempts(app.roomOf(id).interview.id)],
    [
      "POST /interviews/*/ai-log",
      async ([id], request) => {
        const { interview } = app.roomOf(id);
        if (interview.withdrawn_at != null) {
          throw new Problem("consent_withdrawn", "the candidate withdrew the consent");
        }
        const { format } = (await request.json()) as Schemas["AiLogRequest"];
        app.happened("document_exported", interview.id);
        return {
          path: `/home/ada/Documents/Candor/${interview.candidate_name}_AI-log.${format}`,
          format,
          sha256: "0".repeat(64),
        } satisfies SavedDocument;
      },
    ],
  ];
}
