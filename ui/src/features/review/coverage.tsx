import { CircleCheck, CircleDashed, CircleMinus, CircleSlash } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { CoverageEntry, Language } from "@/api/types";

const ICONS: Record<CoverageEntry["state"], typeof CircleCheck> = {
  answered: CircleCheck,
  unanswered: CircleMinus,
  skipped: CircleSlash,
  not_asked: CircleDashed,
};

/** Each question of the plan and what became of it. */
export function Coverage({ entries, language }: { entries: CoverageEntry[]; language: Language }) {
  const { t } = useTranslation();
  const answered = entries.filter(({ state }) => state === "answered").length;
  return (
    <section aria-labelledby="coverage" className="rounded-xl border border-line p-5">
      <h2 id="coverage" className="text-lg font-semibold">
        {t("coverage.title")}
      </h2>
      <p className="mb-3 text-sm text-quiet">
        {t("coverage.summary", { answered, count: entries.length })}
      </p>
      <ol className="flex flex-col gap-3" data-testid="coverage">
        {entries.map(({ question_key, text, state, must_ask, followed_up }) => {
          const Icon = ICONS[state];
          return (
            <li key={question_key} data-state={state} className="flex gap-3 text-sm">
              <Icon
                aria-hidden
                className={`mt-0.5 size-4 shrink-0 ${state === "answered" ? "text-violet-text" : "text-quiet"}`}
              />
              <div className="min-w-0">
                <p lang={language}>{text}</p>
                <p className="text-quiet">
                  {[
                    t(`coverage.${state}`),
                    ...(must_ask ? [t("coverage.mustAsk")] : []),
                    ...(followed_up ? [t("coverage.followedUp")] : []),
                  ].join(" · ")}
                </p>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
