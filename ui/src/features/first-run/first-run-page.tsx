import { useNavigate } from "@tanstack/react-router";
import { ArrowLeft, ArrowRight } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { AiSetup } from "@/components/ai/ai-setup";
import { AppearanceForm } from "@/components/machine/appearance-form";
import { DeviceField } from "@/components/machine/device-field";
import { MicrophoneCheck } from "@/components/machine/microphone-check";
import { ModelChoice } from "@/components/machine/model-choice";
import { usePreferences } from "@/components/machine/use-preferences";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Wordmark } from "@/components/wordmark";

import { Progress } from "./progress";
import { SampleStep } from "./sample-step";
import { type Step, STEPS } from "./steps";
import { WhatWorksWithout } from "./what-works-without";

/** Sets Candor up, step by step. Each can be skipped, and all of it found again in the settings. */
export function FirstRunPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [step, setStep] = useState<Step>("appearance");
  const heading = useRef<HTMLHeadingElement>(null);
  const { query, change } = usePreferences();
  const at = STEPS.indexOf(step);
  const last = at === STEPS.length - 1;

  // Whoever reads with ears begins each step at its heading; the first one at the top of the page.
  const entered = useRef(false);
  useEffect(() => {
    if (entered.current) heading.current?.focus();
    entered.current = true;
    window.scrollTo(0, 0);
  }, [step]);

  const leave = (to: () => Promise<void>) => {
    change.mutate({ first_run_done: true }, { onSuccess: () => void to() });
  };
  const toDesk = () => leave(() => navigate({ to: "/" }));
  const go = (by: number) => {
    const next = STEPS[at + by];
    if (next !== undefined) setStep(next);
  };

  const device = query.data?.device ?? null;
  const content: Record<Step, () => ReactNode> = {
    appearance: () => <AppearanceForm />,
    microphone: () => (
      <>
        <DeviceField value={device} onChange={(name) => change.mutate({ device: name })} />
        <MicrophoneCheck device={device} />
      </>
    ),
    model: () => <ModelChoice />,
    ai: () => (
      <>
        <WhatWorksWithout />
        <AiSetup level={2} />
      </>
    ),
    sample: () => (
      <SampleStep
        onRoom={(interviewId) =>
          leave(() => navigate({ to: "/interviews/$interviewId/room", params: { interviewId } }))
        }
      />
    ),
  };

  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-6xl flex-col px-4 sm:px-6">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-3">
        <Wordmark />
        <Button look="quiet" data-testid="skip-first-run" onClick={toDesk}>
          {t("firstRun.skipAll")}
        </Button>
      </header>
      <div className="grid flex-1 content-start gap-x-12 gap-y-4 lg:grid-cols-[14rem_1fr] lg:pt-6">
        <Progress current={step} onStep={setStep} />
        <main className="flex min-w-0 flex-col gap-6 pb-6" data-testid={`first-run-${step}`}>
          <div>
            <p className="text-sm font-medium text-violet-text">
              {t("firstRun.of", { number: at + 1, count: STEPS.length })}
            </p>
            <h1
              ref={heading}
              tabIndex={-1}
              className="text-2xl font-semibold outline-none roomy:text-3xl"
            >
              {t(`firstRun.title.${step}`)}
            </h1>
            <p className="mt-1 max-w-prose text-quiet">{t(`firstRun.text.${step}`)}</p>
          </div>
          {content[step]()}
          <ProblemNotice cause={change.error ?? query.error} />
        </main>
      </div>
      <footer className="mt-auto flex flex-wrap items-center justify-between gap-3 border-t border-line bg-paper py-3 roomy:sticky roomy:bottom-0">
        <Button
          look="quiet"
          data-testid="first-run-back"
          disabled={at === 0}
          onClick={() => go(-1)}
        >
          <ArrowLeft aria-hidden />
          {t("firstRun.back")}
        </Button>
        {last ? (
          <Button look="primary" data-testid="first-run-finish" onClick={toDesk}>
            {t("firstRun.finish")}
          </Button>
        ) : (
          <Button look="primary" data-testid="first-run-next" onClick={() => go(1)}>
            {t("firstRun.next")}
            <ArrowRight aria-hidden />
          </Button>
        )}
      </footer>
    </div>
  );
}
