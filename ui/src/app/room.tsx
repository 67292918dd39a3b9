import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { useApi } from "@/api/api-context";
import { roomQuery } from "@/api/room";
import { ConsentPage } from "@/features/consent/consent-page";
import { RoomHeader } from "@/features/interview-room/room-header";
import { RoomPage } from "@/features/interview-room/room-page";

/** An interview in the recruiter's window: consent first, then the room, then its review. */
export function Room({ interviewId }: { interviewId: string }) {
  const { client, live } = useApi();
  const navigate = useNavigate();
  const { data: room } = useQuery(roomQuery(client, interviewId, live));
  const untouched = room?.status === "not_started" && room.consented_at == null;
  if (room !== undefined && (untouched || room.withdrawn_at != null)) {
    return (
      <div className="flex min-h-dvh flex-col">
        <RoomHeader audience="recruiter" />
        <ConsentPage
          interviewId={interviewId}
          audience="operator"
          // The event that follows brings the room.
          onConsented={() => undefined}
          onDeclined={() => void navigate({ to: "/" })}
        />
      </div>
    );
  }
  return (
    <RoomPage
      key={interviewId}
      interviewId={interviewId}
      audience="recruiter"
      onOver={() =>
        void navigate({
          to: "/interviews/$interviewId/review",
          params: { interviewId },
          replace: true,
        })
      }
    />
  );
}
