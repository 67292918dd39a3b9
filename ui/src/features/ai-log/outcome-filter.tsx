import { useTranslation } from "react-i18next";

import type { AiCall, AiOutcome } from "@/api/ai-log";

import { countsOf } from "./totals";

type Props = {
  calls: AiCall[];
  /** The outcome shown; null for all. */
  chosen: AiOutcome | null;
  onChoose: (outcome: AiOutcome | null) => void;
};

const CHIP =
  "inline-flex min-h-9 items-center gap-1.5 rounded-full border border-edge px-3 text-sm transition-colors " +
  "hover:bg-raised aria-pressed:border-violet-text aria-pressed:bg-violet-mist aria-pressed:text-violet-text";

/** The ways in which requests ended, each with how many did. */
export function OutcomeFilter({ calls, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const all: [AiOutcome | null, number][] = [[null, calls.length], ...countsOf(calls)];
  return (
    <div role="group" aria-label={t("aiLog.filter")} className="flex flex-wrap gap-2">
      {all.map(([outcome, count]) => (
        <button
          key={outcome}
          type="button"
          aria-pressed={chosen === outcome}
          data-testid={`outcome-${outcome ?? "all"}`}
          className={CHIP}
          onClick={() => onChoose(outcome)}
        >
          {outcome === null ? t("aiLog.all") : t(`aiLog.outcome.${outcome}`)}
          <span className="tabular-nums">{count}</span>
        </button>
      ))}
    </div>
  );
}
