import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import type { MicrophoneView, RoomView } from "@/api/room";

/** The microphone in use as it was told last; null while nobody is to be heard. */
export function useMicrophone(room: RoomView): MicrophoneView | null {
  const { live } = useApi();
  const told = useRoomNow(live, room.interview_id, "microphones").candidate;
  if (room.status !== "started") return null;
  return told ?? room.microphone ?? null;
}
