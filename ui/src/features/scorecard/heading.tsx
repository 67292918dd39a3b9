import { Link } from "@tanstack/react-router";
import { FileText } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { InterviewDetail } from "@/api/types";
import { StatusBadge } from "@/components/status-badge";
import { buttonLook } from "@/components/ui/button";
import { WithdrawnBanner } from "@/components/withdrawn-banner";
import { dateTime } from "@/i18n/format";

/** Whose ratings these are. */
export function Heading({ detail }: { detail: InterviewDetail }) {
  const { t, i18n } = useTranslation();
  const { interview } = detail;
  const erased = interview.erased_at != null;
  return (
    <header className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-2xl font-semibold">
              {erased
                ? t("review.erasedName")
                : t("scorecard.title", { name: interview.candidate_name })}
            </h1>
            <StatusBadge interview={interview} />
          </div>
          <p className="flex flex-wrap gap-x-3 text-sm text-quiet tabular-nums">
            <span>{detail.position_title}</span>
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
          {t("scorecard.toReview")}
        </Link>
      </div>
      <WithdrawnBanner interview={interview} />
    </header>
  );
}
