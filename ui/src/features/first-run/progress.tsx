import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";

import { type Step, STEPS } from "./steps";

type Props = { current: Step; onStep: (step: Step) => void };

/** Where one is in the first run; every step can be gone to. */
export function Progress({ current, onStep }: Props) {
  const { t } = useTranslation();
  const at = STEPS.indexOf(current);
  return (
    <nav aria-label={t("firstRun.progress")} className="lg:sticky lg:top-6 lg:self-start">
      <ol className="flex flex-wrap gap-x-1 gap-y-1 lg:flex-col">
        {STEPS.map((step, i) => (
          <li key={step}>
            <button
              type="button"
              data-testid={`step-${step}`}
              aria-current={step === current ? "step" : undefined}
              onClick={() => onStep(step)}
              className="flex min-h-10 w-full items-center gap-3 rounded-lg px-2 text-left text-sm text-quiet transition-colors hover:bg-raised hover:text-ink aria-[current=step]:font-semibold aria-[current=step]:text-ink"
            >
              <span
                aria-hidden
                className={`flex size-6 shrink-0 items-center justify-center rounded-full border text-xs ${
                  i === at
                    ? "border-violet bg-violet text-white"
                    : i < at
                      ? "border-violet-text text-violet-text"
                      : "border-edge"
                }`}
              >
                {i < at ? <Check className="size-3.5" /> : i + 1}
              </span>
              <span className="max-lg:sr-only">{t(`firstRun.step.${step}`)}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
