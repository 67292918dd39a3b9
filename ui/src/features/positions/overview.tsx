import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Language } from "@/api/types";
import { Field, Input } from "@/components/ui/field";
import { number, percent, roughly } from "@/i18n/format";
import { LANGUAGES } from "@/i18n/languages";

import { type Draft, secondsOf, weightOf } from "./draft";

type Props = {
  draft: Draft;
  /** Recommended duration of the interview to compare with, as typed. */
  minutes: string;
  onMinutes: (minutes: string) => void;
  onLanguage: (language: Language) => void;
};

/** How weight, time and languages are spread over the plan. */
export function Overview({ draft, minutes, onMinutes, onLanguage }: Props) {
  const { t, i18n } = useTranslation();
  const { questions, competencies } = draft;
  const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
  const weight = sum(questions.map(weightOf));
  const seconds = sum(questions.map(secondsOf));
  const needed = sum(questions.filter(({ mustAsk }) => mustAsk).map(secondsOf));
  const wanted = (Number(minutes) || 0) * 60;
  const over = seconds - wanted;
  const time = (s: number) => roughly(s * 1_000, i18n.language);
  return (
    <div className="flex flex-col gap-6">
      <section aria-labelledby="weights" className="flex flex-col gap-3">
        <div className="flex items-baseline justify-between gap-3">
          <h3 id="weights" className="font-semibold">
            {t("positions.weights")}
          </h3>
          <p className="text-sm text-quiet" data-testid="weight-sum">
            {t("positions.weightSum", { sum: number(weight, i18n.language, 2) })}
          </p>
        </div>
        <ul className="flex flex-col gap-3">
          {competencies.map(({ id, name }, i) => {
            const own = questions.filter(({ competencyId }) => competencyId === id);
            const share = weight > 0 ? sum(own.map(weightOf)) / weight : 0;
            return (
              <li key={id}>
                <div className="flex items-baseline justify-between gap-3 text-sm">
                  <span className="min-w-0 font-medium">
                    {name.trim() || t("positions.competencyName", { number: i + 1 })}
                  </span>
                  <span className="shrink-0 text-quiet tabular-nums">
                    {own.length === 0
                      ? t("positions.notProbed")
                      : `${t("positions.questions", { count: own.length })} · ${percent(share, i18n.language)}`}
                  </span>
                </div>
                <Bar share={share} />
              </li>
            );
          })}
        </ul>
      </section>
      <section aria-labelledby="times" className="flex flex-col gap-3">
        <div className="flex items-baseline justify-between gap-3">
          <h3 id="times" className="font-semibold">
            {t("positions.times")}
          </h3>
          <p className="text-sm text-quiet" data-testid="time-sum">
            {t("positions.timeSum", { time: time(seconds) })}
          </p>
        </div>
        <Field label={t("positions.interviewMinutes")}>
          {(wiring) => (
            <Input
              {...wiring}
              type="number"
              min={1}
              max={480}
              className="max-w-32"
              data-testid="compare-minutes"
              value={minutes}
              onChange={(e) => onMinutes(e.target.value)}
            />
          )}
        </Field>
        <Bar share={wanted > 0 ? Math.min(1, seconds / wanted) : 1} />
        <p className="text-sm" data-testid="time-verdict">
          {over <= 0
            ? t("positions.timeLeft", { time: time(-over) })
            : needed > wanted
              ? t("positions.neededTooLong", { time: time(needed) })
              : t("positions.timeOver", { time: time(over) })}
        </p>
      </section>
      <section aria-labelledby="languages" className="flex flex-col gap-2">
        <h3 id="languages" className="font-semibold">
          {t("positions.languages")}
        </h3>
        <ul className="flex flex-col">
          {LANGUAGES.map(({ code, name }) => {
            const missing = questions.filter(({ text }) => text[code].trim() === "").length;
            return (
              <li key={code} className="flex min-h-9 items-center justify-between gap-3 text-sm">
                <span lang={code}>{name}</span>
                {missing === 0 && questions.length > 0 ? (
                  <span className="inline-flex items-center gap-1.5 text-quiet">
                    <Check className="size-4" aria-hidden />
                    {t("positions.complete")}
                  </span>
                ) : (
                  <button
                    type="button"
                    className="rounded font-medium text-violet-text underline-offset-4 hover:underline"
                    onClick={() => onLanguage(code)}
                  >
                    {t("positions.missing", { count: missing })}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
        <p className="text-sm text-quiet">{t("positions.languagesHint")}</p>
      </section>
    </div>
  );
}

/** A share of a whole, drawn; its number stands beside it. */
function Bar({ share }: { share: number }) {
  return (
    <div className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-raised" aria-hidden>
      <div
        className="h-full rounded-full bg-violet transition-[width]"
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}
