import { CheckCheck, Hourglass, Pause, Repeat, SkipForward, Square } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Control, Interview } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";

import { useControl, useMove } from "./moves";

const WISHES: { control: Control; icon: typeof Repeat }[] = [
  { control: "answer_done", icon: CheckCheck },
  { control: "repeat", icon: Repeat },
  { control: "still_thinking", icon: Hourglass },
  { control: "skip", icon: SkipForward },
];

/** The candidate's wishes on the left, the course of the interview on the right. */
export function RoomControls({ interview }: { interview: Interview }) {
  const { t } = useTranslation();
  const control = useControl(interview.id);
  const move = useMove(interview.id);
  const running = interview.status === "started";
  return (
    <div className="flex flex-col gap-2 border-t border-line px-4 py-3 sm:px-8">
      <ProblemNotice
        cause={control.error ?? move.error}
        onDismiss={() => {
          control.reset();
          move.reset();
        }}
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="flex flex-wrap gap-2">
          {running &&
            WISHES.map(({ control: wish, icon: Icon }) => (
              <Button
                key={wish}
                data-testid={`control-${wish}`}
                look={wish === "answer_done" ? "primary" : "plain"}
                disabled={control.isPending}
                onClick={() => control.mutate(wish)}
              >
                <Icon aria-hidden />
                {t(`control.${wish}`)}
              </Button>
            ))}
        </div>
        <div className="ml-auto flex flex-wrap gap-2">
          {running && (
            <Button
              look="quiet"
              data-testid="pause"
              disabled={move.isPending}
              onClick={() => move.mutate({ move: "pause" })}
            >
              <Pause aria-hidden />
              {t("room.pause")}
            </Button>
          )}
          <Confirm
            trigger={
              <Button look="quiet" data-testid="finish" disabled={move.isPending}>
                <Square aria-hidden />
                {t("room.finish")}
              </Button>
            }
            title={t("room.finishTitle")}
            text={t("room.finishText")}
            action={t("room.finish")}
            actionTestId="confirm-finish"
            onConfirm={() => move.mutate({ move: "finish" })}
          />
        </div>
      </div>
    </div>
  );
}
