import { Link } from "@tanstack/react-router";
import { ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { AttemptView } from "@/api/ai-log";
import { timeOfDay } from "@/i18n/format";

type Props = { interviewId: string; attempts: AttemptView[] };

/** What read like instructions for the model, with its words and where it stood. */
export function Attempts({ interviewId, attempts }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <section aria-labelledby="attempts" className="flex flex-col gap-3">
      <div>
        <h2 id="attempts" className="text-lg font-semibold">
          {t("aiLog.attempts")}
        </h2>
        <p className="max-w-prose text-sm text-quiet">{t("aiLog.attemptsText")}</p>
      </div>
      <ul data-testid="attempts" className="flex flex-col gap-2">
        {attempts.map(({ attempt, excerpt }) => (
          <li key={attempt.id} className="flex gap-3 rounded-lg bg-raised px-4 py-3 text-sm">
            <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-violet-text" />
            <div className="min-w-0">
              <p className="break-words">
                {excerpt.before}
                <mark className="rounded-sm bg-violet-mist font-medium text-violet-text">
                  {excerpt.text}
                </mark>
                {excerpt.after}
              </p>
              <p className="flex flex-wrap gap-x-3 text-xs text-quiet tabular-nums">
                <span>{attempt.kinds.map((kind) => t(`aiLog.kind.${kind}`)).join(", ")}</span>
                <span>{t(`aiLog.source.${attempt.source}`)}</span>
                <span>{timeOfDay(attempt.at, i18n.language)}</span>
                {attempt.message_id != null && (
                  <Link
                    to="/interviews/$interviewId/review"
                    params={{ interviewId }}
                    search={{ message: attempt.message_id }}
                    className="font-medium text-violet-text underline underline-offset-4"
                  >
                    {t("aiLog.toMessage")}
                  </Link>
                )}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
