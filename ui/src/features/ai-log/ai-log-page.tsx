import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { aiQuery } from "@/api/ai";
import { type AiCall, aiCallsQuery, type AiOutcome, attemptsQuery } from "@/api/ai-log";
import { useApi } from "@/api/api-context";
import { interviewQuery } from "@/api/queries";
import type { InterviewDetail } from "@/api/types";
import { EraseHost } from "@/components/erase-host";
import { Loaded } from "@/components/loaded";
import { buttonLook } from "@/components/ui/button";
import { WithdrawnBanner } from "@/components/withdrawn-banner";
import { dateTime } from "@/i18n/format";

import type { AiLogSearch } from "./ai-log-search";
import { Attempts } from "./attempts";
import { CallLine } from "./call-line";
import { LogExport } from "./log-export";
import { OutcomeFilter } from "./outcome-filter";
import { Summary } from "./summary";

type Props = { interviewId: string; search?: AiLogSearch };

/** Everything a language model was asked on behalf of one interview, and what came of it. */
export function AiLogPage({ interviewId, search = {} }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const detail = useQuery(interviewQuery(client, interviewId));
  const calls = useQuery(aiCallsQuery(client, interviewId));
  return (
    <EraseHost>
      <Loaded query={detail}>
        {(found) => (
          <div className="flex flex-col gap-6">
            <Heading detail={found} />
            {found.interview.erased_at != null ? (
              <p className="text-quiet">{t("review.erased")}</p>
            ) : (
              <Loaded query={calls}>
                {(all) => <Log key={search.call} detail={found} calls={all} search={search} />}
              </Loaded>
            )}
          </div>
        )}
      </Loaded>
    </EraseHost>
  );
}

function Heading({ detail: { interview, position_title } }: { detail: InterviewDetail }) {
  const { t, i18n } = useTranslation();
  const erased = interview.erased_at != null;
  return (
    <header className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold">{t("aiLog.title")}</h1>
          <p className="flex flex-wrap gap-x-3 text-sm text-quiet tabular-nums">
            <span>{erased ? t("review.erasedName") : interview.candidate_name}</span>
            <span>{position_title}</span>
            <span>{dateTime(interview.started_at ?? interview.created_at, i18n.language)}</span>
          </p>
        </div>
        <Link
          to="/interviews/$interviewId/review"
          params={{ interviewId: interview.id }}
          data-testid="to-review"
          className={buttonLook("plain")}
        >
          <FileText aria-hidden />
          {t("aiLog.toReview")}
        </Link>
      </div>
      <WithdrawnBanner interview={interview} />
    </header>
  );
}

type LogProps = { detail: InterviewDetail; calls: AiCall[]; search: AiLogSearch };

function Log({ detail: { interview }, calls, search }: LogProps) {
  const { t } = useTranslation();
  const { client } = useApi();
  const attempts = useQuery(attemptsQuery(client, interview.id)).data ?? [];
  // Prices are told in the budget's currency; without it the log is of use all the same.
  const currency = useQuery(aiQuery(client)).data?.budget.currency ?? "";
  const [outcome, setOutcome] = useState<AiOutcome | null>(null);
  const shown = calls.filter((call) => outcome === null || call.outcome === outcome);
  if (calls.length === 0 && attempts.length === 0) {
    return (
      <div data-testid="ai-log-empty" className="max-w-prose rounded-xl border border-line p-6">
        <p className="font-medium">{t("aiLog.empty")}</p>
        <p className="mt-1 text-sm text-quiet">{t("aiLog.emptyText")}</p>
      </div>
    );
  }
  return (
    <>
      <p className="max-w-prose text-sm text-quiet">{t("aiLog.intro")}</p>
      {calls.length > 0 && <Summary calls={calls} currency={currency} />}
      {attempts.length > 0 && <Attempts interviewId={interview.id} attempts={attempts} />}
      {calls.length > 0 && (
        <section aria-labelledby="requests" className="flex flex-col gap-3">
          <h2 id="requests" className="text-lg font-semibold">
            {t("aiLog.requests")}
          </h2>
          <OutcomeFilter calls={calls} chosen={outcome} onChoose={setOutcome} />
          <ol data-testid="ai-calls" className="flex flex-col border-t border-line">
            {shown.map((call) => (
              <CallLine
                key={call.id}
                call={call}
                number={calls.indexOf(call) + 1}
                currency={currency}
                language={interview.language}
                openedByAddress={call.id === search.call}
              />
            ))}
          </ol>
        </section>
      )}
      <LogExport interview={interview} />
    </>
  );
}
