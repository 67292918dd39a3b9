import { useQuery } from "@tanstack/react-query";
import { Check, Circle, CircleDot, Minus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { interviewQuery } from "@/api/queries";
import { Loaded } from "@/components/loaded";

/** How far the plan has come; for the recruiter only. */
export function PlanProgress({ interviewId }: { interviewId: string }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const query = useQuery(interviewQuery(client, interviewId));
  return (
    <details className="border-b border-line" data-testid="plan-progress">
      <summary className="flex min-h-10 items-center px-4 py-2 text-sm font-medium -outline-offset-2">
        {query.data
          ? t("plan.progress", {
              done: query.data.coverage.filter(({ state }) => state === "answered").length,
              count: query.data.coverage.length,
            })
          : t("plan.title")}
      </summary>
      <div
        className="max-h-56 overflow-y-auto px-4 pb-3"
        tabIndex={0}
        role="group"
        aria-label={t("plan.title")}
      >
        <Loaded query={query}>
          {({ coverage, current_question }) => (
            <ol className="flex flex-col gap-2 text-sm">
              {coverage.map(({ question_key, text, state }) => {
                const now = question_key === current_question;
                const Icon = now
                  ? CircleDot
                  : state === "answered"
                    ? Check
                    : state === "not_asked"
                      ? Circle
                      : Minus;
                return (
                  <li
                    key={question_key}
                    aria-current={now ? "step" : undefined}
                    className="flex gap-2 aria-[current=step]:font-medium"
                  >
                    <Icon className="mt-1 size-3.5 shrink-0 text-violet-text" aria-hidden />
                    <span className="min-w-0">
                      {text}
                      <span className="sr-only">{` (${t(`coverage.${state}`)})`}</span>
                    </span>
                  </li>
                );
              })}
            </ol>
          )}
        </Loaded>
      </div>
    </details>
  );
}
