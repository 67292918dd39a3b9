import { ConsentPage } from "@/features/consent/consent-page";
import { RoomPage } from "@/features/interview-room/room-page";
import { KioskPage } from "@/features/kiosk/kiosk-page";

/** The kiosk with the pages it borrows. */
export function Kiosk() {
  return (
    <KioskPage
      consent={(interviewId, onConsented, onDeclined) => (
        <ConsentPage
          interviewId={interviewId}
          audience="guest"
          onConsented={onConsented}
          onDeclined={onDeclined}
        />
      )}
      room={(interviewId) => (
        <RoomPage key={interviewId} interviewId={interviewId} audience="candidate" />
      )}
    />
  );
}
