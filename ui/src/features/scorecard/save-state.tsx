import { Check, LoaderCircle, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

import { LostQuotes } from "./edit";
import type { Kept } from "./keeper";

type StateProps = Pick<Kept, "state"> & {
  /** Whether there are statements that cannot be saved yet. */
  unfinished: boolean;
};

/** Whether what was changed is saved; in one line, so that nothing jumps. */
export function SaveState({ state, unfinished }: StateProps) {
  const { t } = useTranslation();
  const shown = state === "waiting" ? "saving" : state === "saved" && unfinished ? "partly" : state;
  return (
    <p
      role="status"
      data-testid="save-state"
      data-state={state}
      className="inline-flex items-center gap-1.5 text-sm text-quiet [&_svg]:size-4"
    >
      {shown === "saved" ? (
        <Check aria-hidden />
      ) : shown === "saving" ? (
        <LoaderCircle aria-hidden className="animate-spin" />
      ) : (
        <TriangleAlert aria-hidden />
      )}
      {t(`scorecard.saveState.${shown}`)}
    </p>
  );
}

/** That evidence was taken away which is none; nothing when there was none. */
export function LeftOut({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <Notice role="status" testId="left-out" title={t("scorecard.leftOut", { count })}>
      {t("scorecard.leftOutText")}
    </Notice>
  );
}

type Props = { cause: unknown; onTryAgain: () => void };

/** Why it is not saved, and what to do about it; nothing when it is. */
export function NotSaved({ cause, onTryAgain }: Props) {
  const { t } = useTranslation();
  if (cause === null) return null;
  if (cause instanceof LostQuotes) {
    return (
      <Notice role="alert" testId="lost-quotes" title={t("scorecard.lost", { count: cause.count })}>
        {t("scorecard.lostText")}
      </Notice>
    );
  }
  return (
    <div data-testid="not-saved" className="flex flex-col items-start gap-2">
      <ProblemNotice cause={cause} />
      <Button data-testid="save-again" onClick={onTryAgain}>
        {t("common.tryAgain")}
      </Button>
    </div>
  );
}
