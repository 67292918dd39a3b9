import type {
  Device,
  Interview,
  Language,
  Message,
  Plan,
  Position,
  Sample,
  SpeechModel,
} from "./types";

/** What the fake app knows from the start. */

export const PLAN: Plan = {
  competencies: [
    { key: "care", name: "Care" },
    { key: "team", name: "Working with others" },
  ],
  questions: [
    {
      key: "intro",
      competency: "care",
      weight: 1,
      time_budget_s: 120,
      must_ask: true,
      text: {
        en: "What did you do in your last job?",
        de: "Was haben Sie in Ihrer letzten Stelle gemacht?",
        ru: "Чем вы занимались на последней работе?",
      },
      follow_ups: [{ en: "What part of it did you like most?" }],
    },
    {
      key: "mistake",
      competency: "care",
      weight: 2,
      time_budget_s: 180,
      must_ask: true,
      text: {
        en: "Tell me about a mistake you noticed before it did harm. How did you find it?",
        de: "Erzählen Sie von einem Fehler, den Sie bemerkt haben, bevor er Schaden anrichtete.",
        ru: "Расскажите об ошибке, которую вы заметили до того, как она навредила.",
      },
    },
    {
      key: "team",
      competency: "team",
      weight: 1,
      time_budget_s: 180,
      must_ask: false,
      text: {
        en: "How do you settle a disagreement with a colleague?",
        de: "Wie lösen Sie eine Meinungsverschiedenheit im Team?",
        ru: "Как вы решаете разногласия с коллегами?",
      },
    },
  ],
};

export const SAMPLES: (Sample & { plan: Plan })[] = [
  {
    name: "office-clerk",
    title: "Office clerk",
    description: "Keeps files, dates and people in order.",
    questions: 3,
    languages: ["en", "de", "ru"],
    plan: PLAN,
  },
  {
    name: "nurse",
    title: "Nurse",
    description: "Looks after people on a ward.",
    questions: 1,
    languages: ["en"],
    plan: {
      competencies: [{ key: "care", name: "Care" }],
      questions: [{ key: "why", competency: "care", text: { en: "Why nursing?" } }],
    },
  },
];

export const DEVICES: Device[] = [
  { name: "Built-in microphone", is_default: true },
  { name: "Conference speaker", is_default: false },
];

const MODEL = {
  languages: ["en", "de", "ru"],
  installed: false,
  demo: false,
  imported: false,
  downloadable: true,
  removable: false,
  disk_bytes: 0,
} satisfies Partial<SpeechModel>;

export const MODELS: SpeechModel[] = [
  {
    ...MODEL,
    name: "base",
    size_bytes: 147_951_465,
    installed: true,
    removable: true,
    disk_bytes: 147_951_465,
    note: "Good for a quiet room.",
    speed: { factor: 0.24, measured: true, live: true },
  },
  {
    ...MODEL,
    name: "base-q5_1",
    size_bytes: 59_707_625,
    note: "Fast, some mistakes.",
    recommended_for: "slow_computer",
    speed: { factor: 0.22, measured: false, live: true },
  },
  {
    ...MODEL,
    name: "small-q5_1",
    size_bytes: 190_085_487,
    note: "Good balance on a laptop without a graphics card.",
    recommended_for: "everyday",
    speed: { factor: 0.71, measured: false, live: true },
  },
  {
    ...MODEL,
    name: "large-v3-turbo-q5_0",
    size_bytes: 574_041_195,
    note: "Nearly as accurate as large-v3 and several times faster.",
    recommended_for: "accuracy",
    speed: { factor: 3.9, measured: false, live: false },
  },
  {
    ...MODEL,
    name: "large-v3-turbo",
    size_bytes: 1_624_555_275,
    note: "The best, for fast machines.",
  },
  {
    ...MODEL,
    name: "demo-en",
    size_bytes: 3_600_000,
    languages: ["en"],
    installed: true,
    demo: true,
    downloadable: false,
    note: "It knows synthetic voices only and is of no use on human speech.",
  },
];

export const LINES: Record<
  Language,
  { greeting: string; thinking: string; human: string; closing: string }
> = {
  en: {
    greeting: "Hello, I am an automated interviewer and this conversation is recorded.",
    thinking: "Take your time.",
    human: "I have noted that you would like to speak with a person.",
    closing: "Thank you, that was my last question. Goodbye.",
  },
  de: {
    greeting:
      "Guten Tag, ich bin ein automatischer Interviewer, dieses Gespräch wird aufgezeichnet.",
    thinking: "Nehmen Sie sich Zeit.",
    human: "Ich habe vermerkt, dass Sie mit einem Menschen sprechen möchten.",
    closing: "Vielen Dank, das war meine letzte Frage. Auf Wiedersehen.",
  },
  ru: {
    greeting: "Здравствуйте, я автоматический интервьюер, разговор записывается.",
    thinking: "Не спешите.",
    human: "Я отметил, что вы хотите поговорить с человеком.",
    closing: "Спасибо, это был последний вопрос. До свидания.",
  },
};

/** A second of silence, 16 kHz mono. */
export function silentWav(): ArrayBuffer {
  const bytes = 32_000;
  const view = new DataView(new ArrayBuffer(44 + bytes));
  const ascii = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  ascii(0, "RIFF");
  view.setUint32(4, 36 + bytes, true);
  ascii(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 16_000, true);
  view.setUint32(28, 32_000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  ascii(36, "data");
  view.setUint32(40, bytes, true);
  return view.buffer;
}

let made = 0;

/** A new id of the right form. */
export function newId(): string {
  made += 1;
  return `01900000-0000-7000-8000-${String(made).padStart(12, "0")}`;
}

export function newPosition(title: string, description: string, plan: Plan, now: number): Position {
  return { id: newId(), title, description, plan, created_at: now, updated_at: now };
}

export const NO_ACCOMMODATIONS: Interview["accommodations"] = {
  extra_time_percent: 0,
  no_time_display: false,
  typing_only: false,
  larger_text: false,
  high_contrast: false,
  read_aloud: false,
  captions_always: false,
};

export function newInterview(
  wanted: Pick<Interview, "position_id" | "candidate_name"> & Partial<Interview>,
  now: number,
): Interview {
  return {
    id: newId(),
    candidate_external_id: null,
    language: "en",
    recommended_minutes: 30,
    description: "",
    knowledge_base: "",
    status: "not_started",
    created_at: now,
    consented_at: null,
    started_at: null,
    running_since: null,
    paused_at: null,
    interrupted_at: null,
    finished_at: null,
    cancelled_at: null,
    expires_at: null,
    active_ms: 0,
    transcript_version: 1,
    accommodations: NO_ACCOMMODATIONS,
    ...wanted,
  };
}

export function newMessage(
  wanted: Pick<Message, "interview_id" | "number" | "role" | "purpose" | "content" | "origin"> &
    Partial<Message>,
  now: number,
): Message {
  return {
    id: newId(),
    at: now,
    question_key: null,
    audio_start_ms: null,
    audio_end_ms: null,
    words: [],
    language: "en",
    confidence: null,
    speech_model: null,
    ...wanted,
  };
}
