import { Mic } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Role } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";

import type { useTurn } from "./moves";
import { SHORTCUTS } from "./shortcuts";

type Props = { turn: Role; give: ReturnType<typeof useTurn>; shortcuts: boolean };

const TAKING_PART = ["candidate", "recruiter"] as const;

/** Whose turn it is where two people share one microphone, and the large keys that hand it over. */
export function TurnKey({ turn, give, shortcuts }: Props) {
  const { t } = useTranslation();
  return (
    <div
      role="group"
      aria-label={t("turn.label")}
      data-testid="turn"
      data-turn={turn}
      className="flex flex-wrap items-center gap-x-6 gap-y-2 border-t border-line px-4 py-2 sm:px-8"
    >
      <p className="flex flex-wrap items-center gap-x-3 text-sm">
        {t("turn.label")}
        {shortcuts && (
          <span className="inline-flex items-center gap-1.5 text-xs text-quiet">
            {t("turn.key")}
            <kbd className="inline-flex min-w-7 justify-center rounded border border-edge bg-raised px-1.5 font-sans text-xs leading-6">
              {SHORTCUTS.turn.toUpperCase()}
            </kbd>
          </span>
        )}
      </p>
      <div className="grid min-w-0 flex-1 basis-72 grid-cols-2 gap-3">
        {TAKING_PART.map((role) => (
          <button
            key={role}
            type="button"
            data-testid={`turn-${role}`}
            aria-pressed={turn === role}
            onClick={() => {
              if (turn !== role && !give.isPending) give.mutate(role);
            }}
            className="flex min-h-12 items-center justify-center gap-2 rounded-xl border-2 border-edge px-3 text-base font-medium hover:bg-raised aria-pressed:border-violet aria-pressed:bg-violet aria-pressed:text-white"
          >
            {turn === role && <Mic className="size-5 shrink-0" aria-hidden />}
            {t(`turn.${role}`)}
          </button>
        ))}
      </div>
      <p role="status" className="sr-only">
        {t(`turn.now.${turn === "recruiter" ? "recruiter" : "candidate"}`)}
      </p>
      <ProblemNotice cause={give.error} />
    </div>
  );
}
