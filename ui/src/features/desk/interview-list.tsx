import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { InterviewRow, InterviewStatus } from "@/api/types";
import { StatusBadge } from "@/components/status-badge";
import { clock, dateTime } from "@/i18n/format";

const OPEN: ReadonlySet<InterviewStatus> = new Set(["not_started", "started", "paused"]);

/** One line per interview; an open one leads to its room, a closed one to its review. */
export function InterviewList({ rows }: { rows: InterviewRow[] }) {
  const { t, i18n } = useTranslation();
  return (
    <ul
      data-testid="interviews"
      className="divide-y divide-line overflow-hidden rounded-xl border border-line"
    >
      {rows.map(({ interview, position_title }) => {
        const open = OPEN.has(interview.status);
        const at = interview.finished_at ?? interview.started_at ?? interview.created_at;
        return (
          <li key={interview.id}>
            <Link
              to={open ? "/interviews/$interviewId/room" : "/interviews/$interviewId/review"}
              params={{ interviewId: interview.id }}
              data-testid="interview-row"
              className="flex flex-wrap items-center gap-x-6 gap-y-1 px-5 py-4 -outline-offset-2 hover:bg-raised"
            >
              <span className="min-w-0 flex-1 basis-52">
                <span className="block font-medium">{interview.candidate_name}</span>
                <span className="block text-sm text-quiet">{position_title}</span>
              </span>
              <span className="basis-36">
                <StatusBadge interview={interview} />
              </span>
              <span className="basis-44 text-sm text-quiet tabular-nums">
                {dateTime(at, i18n.language)}
              </span>
              <span className="basis-16 text-right text-sm text-quiet tabular-nums">
                {interview.started_at != null && interview.running_since == null && (
                  <>
                    <span className="sr-only">{t("desk.duration")}</span>
                    {clock(interview.active_ms)}
                  </>
                )}
              </span>
              <span className="flex basis-32 items-center justify-end gap-1 text-sm font-medium text-violet-text">
                {t(open ? "desk.toRoom" : "desk.toReview")}
                <ChevronRight className="size-4" aria-hidden />
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
