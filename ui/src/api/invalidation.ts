import type { QueryClient, QueryKey } from "@tanstack/react-query";

import { aiLogKeys } from "./ai-log";
import { aiKeys } from "./ai";
import { consentKeys } from "./consent";
import { machineKeys } from "./machine";
import { keys } from "./queries";
import { scorecardKeys } from "./scorecards";
import type { Event, EventKind } from "./types";

const position = (): QueryKey[] => [keys.positions, keys.interviews];
const status = (id: string): QueryKey[] => [keys.interviews, keys.interview(id)];
const detail = (id: string): QueryKey[] => [keys.interview(id)];
const words = (id: string): QueryKey[] => [keys.messages(id)];
const ratings = (id: string): QueryKey[] => [scorecardKeys.of(id)];
// What counts as said decides what can be quoted, and whether a model may draft from it.
const trust = (id: string): QueryKey[] => [scorecardKeys.quality(id), scorecardKeys.of(id)];
// What a model was sent of the interview, and what it made of it.
const worded = (id: string): QueryKey[] => [
  aiLogKeys.calls(id),
  aiLogKeys.attempts(id),
  scorecardKeys.of(id),
  scorecardKeys.quality(id),
];
// What has a note can be looked for.
const notes = (id: string): QueryKey[] => [keys.notes(id), [...keys.messages(id), "found"]];

/** What each kind of event makes stale; a kind that is missing here does not compile. */
const STALE: Record<EventKind, (subject: string) => QueryKey[]> = {
  position_created: position,
  position_updated: position,
  position_deleted: position,
  interview_created: status,
  consent_given: (id) => [...status(id), keys.consent(id)],
  interview_started: status,
  interview_paused: status,
  interview_resumed: status,
  interview_interrupted: status,
  interview_finished: status,
  interview_cancelled: status,
  interview_expired: status,
  progress_saved: detail,
  message_added: words,
  message_corrected: (id) => [...words(id), ...trust(id)],
  speaker_corrected: (id) => [...words(id), ...trust(id)],
  recording_started: detail,
  // One a second while a recording runs, and nothing on screen shows them.
  recording_block_added: () => [],
  // With the end of the recording and the interview itself, in one step.
  recording_taken_in: detail,
  recording_ended: (id) => [...detail(id), keys.waveform(id)],
  transcript_exported: detail,
  transcript_export_failed: detail,
  position_restored: position,
  interview_updated: status,
  interview_deleted: status,
  interview_restored: status,
  interview_erased: (id) => [
    ...status(id),
    ...words(id),
    keys.notes(id),
    keys.versions(id),
    keys.waveform(id),
  ],
  consent_withdrawn: (id) => [...status(id), keys.consent(id), ...worded(id)],
  consent_text_added: () => [consentKeys.texts],
  human_requested: status,
  human_answered: status,
  setting_changed: () => [
    machineKeys.preferences,
    aiKeys.settings,
    keys.models,
    scorecardKeys.weights,
    scorecardKeys.all,
  ],
  kiosk_invited: status,
  kiosk_invitation_ended: status,
  note_added: notes,
  note_changed: notes,
  note_deleted: notes,
  speaker_named: detail,
  transcript_version_added: (id) => [keys.versions(id), ...words(id)],
  transcript_version_chosen: (id) => [...status(id), keys.versions(id), ...words(id), ...trust(id)],
  document_exported: detail,
  ai_call_logged: (id) => [aiLogKeys.calls(id)],
  attempt_noticed: (id) => [aiLogKeys.attempts(id)],
  scorecard_added: ratings,
  scorecard_changed: ratings,
  scorecard_signed: ratings,
  scorecard_rejected: ratings,
  panel_chosen: ratings,
  speech_language_chosen: detail,
  transcription_queued: (id) => [...status(id), keys.transcriptions, keys.versions(id)],
  transcription_moved: (id) => [...status(id), keys.transcriptions, keys.versions(id)],
};

/** What must not stay in memory after an event, on screen or not. */
const GONE: Partial<Record<EventKind, (subject: string) => QueryKey[]>> = {
  interview_erased: worded,
};

/** Fetches anew what `event` changed, as far as it is on screen; forgets what it took away. */
export function invalidate(queries: QueryClient, event: Event): void {
  for (const queryKey of GONE[event.kind]?.(event.subject) ?? []) {
    queries.removeQueries({ queryKey, type: "inactive" });
    // What is on screen is emptied at once and asked for anew, which says that it is gone.
    void queries.resetQueries({ queryKey, type: "active" });
  }
  for (const queryKey of STALE[event.kind](event.subject)) {
    if (queryKey === keys.interviews) refreshList(queries);
    else void queries.invalidateQueries({ queryKey });
  }
}

/** How long the list waits for more events once it was fetched. */
const LIST_REST_MS = 250;
/** Lists that rest; true when something happened meanwhile. */
const resting = new WeakMap<QueryClient, boolean>();

/** Fetches the visible pages of the list: at once, but for many events in a row only now and then. */
function refreshList(queries: QueryClient): void {
  if (resting.has(queries)) {
    resting.set(queries, true);
    return;
  }
  void queries.invalidateQueries({ queryKey: keys.interviews });
  resting.set(queries, false);
  setTimeout(() => {
    const again = resting.get(queries) === true;
    resting.delete(queries);
    if (again) refreshList(queries);
  }, LIST_REST_MS);
}
