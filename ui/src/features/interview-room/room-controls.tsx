import {
  CheckCheck,
  Ellipsis,
  HandHelping,
  Hourglass,
  Pause,
  Repeat,
  SkipForward,
  Square,
  Undo2,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { RoomView } from "@/api/room";
import type { Control } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Menu, MenuItem } from "@/components/ui/menu";

import { useEnding, type useControl, useMove } from "./moves";
import type { Audience } from "./room-page";
import { WithdrawDialog } from "./withdraw-dialog";

const WISHES: { control: Control; icon: typeof Repeat }[] = [
  { control: "answer_done", icon: CheckCheck },
  { control: "repeat", icon: Repeat },
  { control: "still_thinking", icon: Hourglass },
  { control: "skip", icon: SkipForward },
];

type Props = {
  room: RoomView;
  audience: Audience;
  control: ReturnType<typeof useControl>;
  onPress: () => void;
};

/** The candidate's wishes on the left, the course of the interview on the right. */
export function RoomControls({ room, audience, control, onPress }: Props) {
  const { t } = useTranslation();
  const id = room.interview_id;
  const move = useMove(id);
  const ending = useEnding(id);
  const [withdrawing, setWithdrawing] = useState(false);
  const running = room.status === "started";
  const whose = audience === "candidate" ? "own" : "any";
  return (
    <div className="flex flex-col gap-2 border-t border-line px-4 py-3 sm:px-8">
      <ProblemNotice
        cause={control.error ?? move.error ?? ending.error}
        onDismiss={() => {
          control.reset();
          move.reset();
          ending.reset();
        }}
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="flex flex-wrap gap-2">
          {running &&
            WISHES.map(({ control: wish, icon: Icon }) => (
              <Button
                key={wish}
                data-testid={`control-${wish}`}
                // All four beside each other on a small laptop: each row less leaves the captions one more line.
                className="!px-3"
                look={wish === "answer_done" ? "primary" : "plain"}
                disabled={control.isPending}
                onClick={() => {
                  onPress();
                  control.mutate(wish);
                }}
              >
                <Icon aria-hidden />
                {t(`control.${wish}`)}
              </Button>
            ))}
        </div>
        <div className="ml-auto flex flex-wrap items-center gap-2">
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
          <Menu
            testId="more-menu"
            trigger={
              <Button look="quiet" data-testid="more">
                <Ellipsis aria-hidden />
                {t("room.more")}
              </Button>
            }
          >
            <MenuItem
              testId="control-request_human"
              disabled={room.human_requested_at != null || control.isPending}
              onSelect={() => control.mutate("request_human")}
            >
              <HandHelping aria-hidden />
              {t("control.request_human")}
            </MenuItem>
            <MenuItem testId="withdraw" onSelect={() => setWithdrawing(true)}>
              <Undo2 aria-hidden />
              {t("withdraw.action")}
            </MenuItem>
          </Menu>
          <Confirm
            trigger={
              <Button data-testid="finish" disabled={move.isPending}>
                <Square aria-hidden />
                {t("room.finish")}
              </Button>
            }
            title={t(`room.finishTitle.${whose}`)}
            text={t(`room.finishText.${whose}`)}
            action={t("room.finish")}
            actionTestId="confirm-finish"
            onConfirm={() => move.mutate({ move: "finish" })}
          />
        </div>
      </div>
      <WithdrawDialog
        open={withdrawing}
        onOpenChange={setWithdrawing}
        onConfirm={() => ending.mutate("withdraw")}
      />
    </div>
  );
}
