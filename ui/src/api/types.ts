import type { components, paths } from "./schema";

type Schemas = components["schemas"];

/** The JSON body a GET answers with. */
type Got<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

export type Code = Schemas["Code"];
export type Event = Schemas["Event"];
export type EventKind = Schemas["EventKind"];
export type Fact = Schemas["Fact"];
export type Live = Schemas["Live"];
export type Interview = Schemas["Interview"];
export type InterviewStatus = Schemas["InterviewStatus"];
export type Language = Schemas["Language"];
export type Message = Schemas["Message"];
export type Revision = Schemas["Revision"];
export type Role = Schemas["Role"];
/** A form the transcript can be saved in. */
export type DocumentFormat = Schemas["DocumentFormat"];
export type TranscriptionJob = Schemas["TranscriptionJob"];
export type QueuedTranscription = Schemas["QueuedTranscription"];
export type JobState = Schemas["JobState"];
export type Doubt = Schemas["Doubt"];
export type SavedDocument = Schemas["SavedDocument"];
export type Plan = Schemas["Plan"];
export type Question = Schemas["Question"];
export type Position = Schemas["Position"];
export type CoverageEntry = Schemas["CoverageEntry"];
export type Fault = Schemas["Fault"];
export type PositionDraft = Schemas["PositionDraft"];
export type Preview = Schemas["Preview"];
export type PreviewDraft = Schemas["PreviewDraft"];
export type PreviewLine = Schemas["PreviewLine"];

export type InterviewPage = Got<"/api/v1/interviews">;
export type InterviewRow = InterviewPage["rows"][number];
export type FoundInterview = Schemas["FoundInterview"];
export type Hit = Schemas["Hit"];
export type Part = Schemas["Part"];
export type Accommodations = Schemas["Accommodations"];
export type InterviewDetail = Got<"/api/v1/interviews/{id}">;
export type ExportRecord = InterviewDetail["exports"][number];
export type MessageRow = Got<"/api/v1/interviews/{id}/messages">[number];
export type ConsentText = Got<"/api/v1/interviews/{id}/consent">;
export type Sample = Got<"/api/v1/samples">[number];
export type Device = Got<"/api/v1/devices">[number];
export type SpeechModel = Got<"/api/v1/models">[number];

/** What an interview is started or resumed with. */
export type RoomSetup = {
  device: string | null;
  /** The recruiter's own microphone, where there are two. */
  recruiter_device: string | null;
  /** Candidate and recruiter share one microphone and take turns. */
  shared_microphone: boolean;
  model: string | null;
  text_only: boolean;
};

export type Control =
  paths["/api/v1/interviews/{id}/controls"]["post"]["requestBody"]["content"]["application/json"]["control"];
