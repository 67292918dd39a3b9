import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import type { MicrophoneView, RoomView } from "@/api/room";
import type { Role } from "@/api/types";

/** A microphone in use, and whose it is. */
export type OwnMicrophone = MicrophoneView & { track: Role };

/** The microphones in use as they were told last, the candidate's first; none while nobody is to be heard. */
export function useMicrophones(room: RoomView): readonly OwnMicrophone[] {
  const { live } = useApi();
  const told = useRoomNow(live, room.interview_id, "microphones");
  if (room.status !== "started") return [];
  const own = told.candidate ?? room.microphone;
  const second = told.recruiter ?? room.second_microphone;
  return [
    ...(own ? [{ ...own, track: "candidate" as const }] : []),
    ...(second ? [{ ...second, track: "recruiter" as const }] : []),
  ];
}

/** Whose turn it is with a shared microphone; null where everybody has one. */
export function useWhoseTurn(room: RoomView): Role | null {
  const { live } = useApi();
  const told = useRoomNow(live, room.interview_id, "turn");
  return room.status === "started" ? (told ?? room.turn ?? null) : null;
}
