import { HandHelping } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { RoomView } from "@/api/room";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { timeOfDayShort } from "@/i18n/format";

import { useMove } from "./moves";

type Props = { room: RoomView; audience: "recruiter" | "candidate" };

/** That the candidate asked for a person: to the candidate that it was noted, to the recruiter that it is urgent. */
export function HumanRequest({ room, audience }: Props) {
  const { t, i18n } = useTranslation();
  const move = useMove(room.interview_id);
  const at = room.human_requested_at;
  const recruiter = audience === "recruiter";
  return (
    <div
      role={recruiter ? "alert" : "status"}
      data-testid="human-request"
      className={at == null ? "" : "px-4 pt-4 sm:px-8"}
    >
      {at != null && (
        <div className="flex flex-wrap items-center gap-3 rounded-xl border-2 border-violet-text bg-violet-mist px-4 py-3 text-sm">
          <HandHelping className="size-5 shrink-0 text-violet-text" aria-hidden />
          <p className="min-w-0 flex-1 basis-56">
            {t(recruiter ? "human.asked" : "human.noted", {
              name: room.candidate_name,
              at: timeOfDayShort(at, i18n.language),
            })}
          </p>
          {recruiter && (
            <Button
              data-testid="human-answered"
              disabled={move.isPending}
              onClick={() => move.mutate({ move: "humanAnswered" })}
            >
              {t("human.answered")}
            </Button>
          )}
          <ProblemNotice cause={move.error} />
        </div>
      )}
    </div>
  );
}
