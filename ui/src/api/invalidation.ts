import type { QueryClient, QueryKey } from "@tanstack/react-query";

import { keys } from "./queries";
import type { Event, EventKind } from "./types";

const position = (): QueryKey[] => [keys.positions, keys.interviews];
const status = (id: string): QueryKey[] => [keys.interviews, keys.interview(id)];
const detail = (id: string): QueryKey[] => [keys.interview(id)];
const words = (id: string): QueryKey[] => [keys.messages(id)];

/** What each kind of event makes stale; a kind that is missing here does not compile. */
const STALE: Record<EventKind, (subject: string) => QueryKey[]> = {
  position_created: position,
  position_updated: position,
  position_deleted: position,
  interview_created: status,
  consent_given: status,
  interview_started: status,
  interview_paused: status,
  interview_resumed: status,
  interview_interrupted: status,
  interview_finished: status,
  interview_cancelled: status,
  interview_expired: status,
  progress_saved: detail,
  message_added: words,
  message_corrected: words,
  recording_started: detail,
  // One a second while a recording runs, and nothing on screen shows them.
  recording_block_added: () => [],
  recording_ended: detail,
  transcript_exported: detail,
  transcript_export_failed: detail,
  position_restored: position,
  interview_updated: status,
  interview_deleted: status,
  interview_restored: status,
  interview_erased: (id) => [...status(id), ...words(id)],
  consent_withdrawn: status,
  consent_text_added: () => [],
  human_requested: status,
  human_answered: status,
  setting_changed: () => [],
  kiosk_invited: status,
  kiosk_invitation_ended: status,
  note_added: detail,
  note_changed: detail,
  note_deleted: detail,
  speaker_named: words,
  transcript_version_added: words,
  transcript_version_chosen: (id) => [...status(id), ...words(id)],
  document_exported: detail,
};

/** Fetches anew what `event` changed, as far as it is on screen. */
export function invalidate(queries: QueryClient, event: Event): void {
  for (const queryKey of STALE[event.kind](event.subject)) {
    void queries.invalidateQueries({ queryKey });
  }
}
