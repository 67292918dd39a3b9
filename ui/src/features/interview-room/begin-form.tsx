import { Play } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { RoomView } from "@/api/room";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

import { useMove } from "./moves";
import type { Audience } from "./room-page";
import { rememberSetup } from "./sound-choice";
import { SoundFields } from "./sound-fields";
import { useSetup } from "./use-setup";

/** How to answer, and the button that starts or resumes; it waits for consent. */
export function BeginForm({ room, audience }: { room: RoomView; audience: Audience }) {
  const { t } = useTranslation();
  const choice = useSetup(room, audience);
  const move = useMove(room.interview_id);
  const resuming = room.status === "paused";
  const consented = room.consented_at != null;
  if (!choice.ready) {
    if (choice.error === null) return <p className="text-sm text-quiet">{t("common.loading")}</p>;
    return (
      <div className="flex flex-col items-start gap-3">
        <ProblemNotice cause={choice.error} />
        <Button onClick={() => void choice.refetch()}>{t("common.tryAgain")}</Button>
      </div>
    );
  }
  const begin = () => {
    rememberSetup(choice.shown);
    move.mutate({ move: resuming ? "resume" : "start", setup: choice.setup });
  };
  const button = (
    <Button
      look="primary"
      className="self-start"
      data-testid={resuming ? "resume" : "start-interview"}
      disabled={!consented || !choice.usable || move.isPending}
      {...(!consented && { "aria-describedby": "why-not" })}
      onClick={begin}
    >
      <Play aria-hidden />
      {t(resuming ? "room.resume" : "setup.start")}
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      {/* Going on as before is one step; what to change for it comes after. */}
      {resuming && button}
      {room.accommodations.typing_only ? (
        <p className="text-sm text-quiet">{t("setup.typingArranged")}</p>
      ) : (
        <SoundFields
          devices={choice.devices}
          models={choice.models}
          language={room.language}
          recruiter={audience === "recruiter"}
          setup={choice.shown}
          onChange={choice.change}
        />
      )}
      <ProblemNotice cause={move.error} />
      {!consented && (
        <p id="why-not" className="text-sm text-quiet">
          {t("setup.consentFirst")}
        </p>
      )}
      {!resuming && button}
    </div>
  );
}
