import { useTranslation } from "react-i18next";

import type { InterviewDetail } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";

import { BeginForm } from "./begin-form";
import { ConsentCard } from "./consent-card";
import { useMove } from "./moves";

/** The room before the interview: consent first, then the sound. */
export function SetupView({ detail }: { detail: InterviewDetail }) {
  const { t } = useTranslation();
  const { interview } = detail;
  const move = useMove(interview.id);
  const questions = detail.coverage.length;
  return (
    <main className="mx-auto flex w-full max-w-5xl flex-1 flex-col gap-6 px-4 py-8 sm:px-6">
      <div>
        <h1 className="text-2xl font-semibold">
          {t("setup.title", { name: interview.candidate_name })}
        </h1>
        <p className="text-quiet">
          {[
            detail.position_title,
            t("setup.questions", { count: questions }),
            t("setup.minutes", { count: interview.recommended_minutes }),
          ].join(" · ")}
        </p>
        {interview.description && (
          <p className="mt-2 whitespace-pre-line">{interview.description}</p>
        )}
      </div>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <ConsentCard interview={interview} />
        <section aria-labelledby="sound" className="rounded-xl border border-line p-5">
          <h2 id="sound" className="mb-3 text-lg font-semibold">
            {t("setup.sound")}
          </h2>
          <BeginForm interview={interview} />
        </section>
      </div>
      <ProblemNotice cause={move.error} />
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
          onConfirm={() => move.mutate({ move: "cancel" })}
        />
      </div>
    </main>
  );
}
