import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { roomQuery } from "@/api/room";
import { Loaded } from "@/components/loaded";

import { RoomHeader } from "./room-header";
import { RunningView } from "./running-view";
import { SetupView } from "./setup-view";

/** Who looks at the room: the recruiter sees the plan and may write, the candidate does not. */
export type Audience = "recruiter" | "candidate";

type Props = {
  interviewId: string;
  audience: Audience;
  /** The interview is over: finished, called off, expired, or its consent withdrawn. */
  onOver?: () => void;
};

/** The interview's room from before the start until it is over. */
export function RoomPage({ interviewId, audience, onOver }: Props) {
  const { t } = useTranslation();
  const { client, live: facts } = useApi();
  const query = useQuery(roomQuery(client, interviewId, facts));
  const room = query.data;
  const live = room?.status === "started" || room?.status === "paused";
  const over = room !== undefined && (room.withdrawn_at != null || !(live || ahead(room.status)));
  const end = useEffectEvent(() => onOver?.());
  useEffect(() => {
    if (over) end();
  }, [over]);
  if (room !== undefined && live && !over) {
    return (
      <RunningView
        room={room}
        fetchedAt={query.dataUpdatedAt}
        audience={audience}
        unreachable={query.isError}
      />
    );
  }
  return (
    <div className="flex min-h-dvh flex-col">
      <RoomHeader audience={audience} />
      <Loaded query={query}>
        {(ready) =>
          over ? (
            <p role="status" className="p-6 text-quiet">
              {t("room.over")}
            </p>
          ) : (
            <SetupView room={ready} audience={audience} />
          )
        }
      </Loaded>
    </div>
  );
}

const ahead = (status: string) => status === "not_started";
