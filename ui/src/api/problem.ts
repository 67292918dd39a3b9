import type { Code, Fault } from "./types";

const CODES: Record<Code, true> = {
  invalid: true,
  not_found: true,
  illegal_move: true,
  consent_missing: true,
  consent_withdrawn: true,
  pin_wrong: true,
  too_many_attempts: true,
  conflict: true,
  forbidden: true,
  no_microphone: true,
  model_missing: true,
  model_invalid: true,
  audio_invalid: true,
  key_missing: true,
  key_wrong: true,
  keychain_locked: true,
  keychain_missing: true,
  newer_database: true,
  disk_full: true,
  not_writable: true,
  in_use: true,
  captions_paused: true,
  internal: true,
};

/** `unreachable` is this side's own: no answer came, or one that is not a problem document. */
export type ProblemCode = Code | "unreachable";

/** A refusal or failure; who handles it branches on `code` and shows `detail` for the rest. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  /** What is wrong field by field, where that is known. */
  readonly errors: readonly Fault[];

  constructor(code: ProblemCode, detail: string, errors: readonly Fault[] = []) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }

  /** Reads a problem document, or whatever else was thrown or answered instead of one. */
  static from(cause: unknown): Problem {
    if (cause instanceof Problem) return cause;
    if (typeof cause === "object" && cause !== null && "code" in cause) {
      const { code } = cause;
      const detail = "detail" in cause && typeof cause.detail === "string" ? cause.detail : "";
      if (typeof code === "string" && Object.hasOwn(CODES, code)) {
        const errors = "errors" in cause && Array.isArray(cause.errors) ? cause.errors : [];
        return new Problem(code as Code, detail, errors as Fault[]);
      }
    }
    const text = cause instanceof Error ? cause.message : typeof cause === "string" ? cause : "";
    return new Problem("unreachable", text);
  }
}

/** The data of an answer; throws the [Problem] of a refusal. */
export async function unwrap<T>(answer: Promise<{ data?: T; error?: unknown }>): Promise<T> {
  let settled;
  try {
    settled = await answer;
  } catch (cause) {
    throw Problem.from(cause);
  }
  if (settled.error !== undefined) throw Problem.from(settled.error);
  return settled.data as T;
}
