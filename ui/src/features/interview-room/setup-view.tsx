import { useTranslation } from "react-i18next";

import type { RoomView } from "@/api/room";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";

import { useArrangements, useLook } from "./arrangements";
import { BeginForm } from "./begin-form";
import { useEnding } from "./moves";
import type { Audience } from "./room-page";

/** The room before the interview, once the candidate has agreed: how to answer, and the start. */
export function SetupView({ room, audience }: { room: RoomView; audience: Audience }) {
  const { t } = useTranslation();
  const ending = useEnding(room.interview_id);
  const arrangements = useArrangements(room);
  useLook(arrangements);
  const minutes = Math.round(room.recommended_ms / 60_000);
  return (
    <main className="mx-auto flex w-full max-w-2xl flex-1 flex-col gap-6 px-4 py-8 sm:px-6">
      <div>
        <h1 className="text-2xl font-semibold">
          {t("setup.title", { name: room.candidate_name })}
        </h1>
        <p className="text-quiet">
          {[
            room.position_title,
            ...(arrangements.fixed.time ? [] : [t("setup.minutes", { count: minutes })]),
          ].join(" · ")}
        </p>
      </div>
      <section aria-labelledby="sound" className="rounded-xl border border-line p-5">
        <h2 id="sound" className="mb-3 text-lg font-semibold">
          {t("setup.way")}
        </h2>
        <BeginForm room={room} audience={audience} />
      </section>
      <ProblemNotice cause={ending.error} />
      {audience === "recruiter" && (
        <div>
          <Confirm
            trigger={
              <Button look="quiet" className="-ml-4" data-testid="cancel-interview">
                {t("setup.cancel")}
              </Button>
            }
            title={t("setup.cancelTitle")}
            text={t("setup.cancelText")}
            action={t("setup.cancel")}
            actionTestId="confirm-cancel"
            onConfirm={() => ending.mutate("cancel")}
          />
        </div>
      )}
    </main>
  );
}
