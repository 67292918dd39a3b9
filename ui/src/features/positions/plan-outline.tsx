import { useTranslation } from "react-i18next";

import type { Language, Plan } from "@/api/types";
import { LANGUAGES } from "@/i18n/languages";
import { clock } from "@/i18n/format";
import { textIn } from "@/components/localized";

/** The plan's questions in the order they are asked, folded away until wanted. */
export function PlanOutline({ plan }: { plan: Plan }) {
  const { t, i18n } = useTranslation();
  const questions = plan.questions ?? [];
  const competencies = new Map((plan.competencies ?? []).map(({ key, name }) => [key, name]));
  return (
    <details className="mt-3">
      <summary className="w-fit rounded text-sm font-medium text-violet-text">
        {t("positions.questions", { count: questions.length })}
      </summary>
      <ol className="mt-3 flex list-decimal flex-col gap-3 pl-6">
        {questions.map((question) => {
          const shown = textIn(question.text, i18n.language as Language);
          return (
            <li key={question.key}>
              <p lang={shown.language}>{shown.text}</p>
              <p className="text-sm text-quiet">
                {[
                  competencies.get(question.competency) ?? question.competency,
                  t("positions.weight", { weight: question.weight ?? 1 }),
                  clock((question.time_budget_s ?? 180) * 1000),
                  ...(question.must_ask ? [t("positions.mustAsk")] : []),
                  LANGUAGES.filter(({ code }) => question.text[code])
                    .map(({ name }) => name)
                    .join(", "),
                ].join(" · ")}
              </p>
            </li>
          );
        })}
      </ol>
    </details>
  );
}
