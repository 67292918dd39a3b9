import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { AiCall } from "@/api/ai-log";
import type { Language } from "@/api/types";
import { dateTime, number } from "@/i18n/format";

import { price, stretch } from "./amounts";
import { reasonInWords } from "./reasons";

type Props = { call: AiCall; language: Language; currency: string };

const ROLES = ["system", "user", "assistant"] as const;

/** What was sent, part by part, what came back, and the figures. */
export function CallDetail({ call, language, currency }: Props) {
  const { t, i18n } = useTranslation();
  const draft = call.task === "scorecard" || call.task === "summary";
  const count = (value: number | null | undefined) =>
    value == null ? t("aiLog.unknown") : number(value, i18n.language);
  const time = (ms: number | null | undefined) =>
    ms == null ? t("aiLog.unknown") : stretch(ms, i18n.language);
  const facts = [
    ["at", dateTime(call.at, i18n.language)],
    ["connection", `${call.connection} · ${call.host}`],
    ["model", call.model],
    ["instructions", call.prompt_version],
    ["times", call.attempts === 0 ? t("aiLog.notSent") : count(call.attempts)],
    ["sent", count(call.input_tokens)],
    ["received", count(call.output_tokens)],
    [
      "cost",
      call.cost_micros == null
        ? t("aiLog.unknown")
        : price(call.cost_micros, currency, i18n.language),
    ],
    ["firstToken", time(call.first_token_ms)],
    ["total", time(call.total_ms)],
  ] as const;
  return (
    <div data-testid="ai-call-detail" className="flex flex-col gap-4 pt-1 pb-6 md:pl-8">
      <p className="max-w-prose text-sm">
        {t(draft ? `aiLog.draft.${call.outcome}` : `aiLog.meaning.${call.outcome}`)}
      </p>
      {call.reasons.length > 0 && (
        <div>
          <h3 className="text-sm font-semibold">{t("aiLog.reasons")}</h3>
          <ul data-testid="reasons" className="list-disc pl-5 text-sm">
            {call.reasons.map((reason) => (
              <li key={reason}>{reasonInWords(t, reason)}</li>
            ))}
          </ul>
        </div>
      )}
      {call.prompt.length > 0 && (
        <div className="flex flex-col gap-2">
          <h3 className="text-sm font-semibold">{t("aiLog.prompt")}</h3>
          {call.prompt.map(({ role, content }, i) => {
            const known = ROLES.find((name) => name === role);
            return (
              <Part key={i} label={known === undefined ? role : t(`aiLog.role.${known}`)}>
                {content}
              </Part>
            );
          })}
        </div>
      )}
      <div className="flex flex-col gap-2">
        <h3 className="text-sm font-semibold">{t("aiLog.reply")}</h3>
        {call.reply === "" ? (
          <p className="text-sm text-quiet">{t("aiLog.noReply")}</p>
        ) : (
          <Part language={language}>{call.reply}</Part>
        )}
        {call.message_id != null && (
          <Link
            to="/interviews/$interviewId/review"
            params={{ interviewId: call.interview_id }}
            search={{ message: call.message_id }}
            data-testid="to-message"
            className="w-fit text-sm font-medium text-violet-text underline underline-offset-4"
          >
            {t("aiLog.toMessage")}
          </Link>
        )}
      </div>
      <dl className="grid grid-cols-1 gap-x-6 gap-y-2 text-sm sm:grid-cols-2 lg:grid-cols-3">
        {facts.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-xs text-quiet">{t(`aiLog.fact.${name}`)}</dt>
            <dd className="break-words tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

type PartProps = { label?: string; language?: Language; children: ReactNode };

/** Words exactly as they were sent or received. */
function Part({ label, language, children }: PartProps) {
  return (
    <figure className="min-w-0">
      {label !== undefined && <figcaption className="text-xs text-quiet">{label}</figcaption>}
      <pre
        lang={language}
        // It scrolls, so that must be possible without a mouse.
        tabIndex={0}
        className="max-h-80 overflow-auto rounded-lg bg-raised px-3 py-2 font-mono text-xs leading-relaxed whitespace-pre-wrap"
      >
        {children}
      </pre>
    </figure>
  );
}
