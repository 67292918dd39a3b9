import { Link } from "@tanstack/react-router";
import { AudioLines, ChevronRight, FileAudio, Hand, HandHelping, Undo2 } from "lucide-react";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { InterviewRow, InterviewStatus, TranscriptionJob } from "@/api/types";
import { StatusBadge } from "@/components/status-badge";
import { clock, dateTime, dayAndTime, percent, timeOfDayShort } from "@/i18n/format";

import { latestAt } from "./interview-list";
import { type RowActions, RowMenu } from "./row-menu";

const OPEN: ReadonlySet<InterviewStatus> = new Set(["not_started", "started", "paused"]);

type Props = {
  row: InterviewRow;
  atTime: boolean;
  actions: RowActions;
  /** What was last asked of its recording in the background. */
  job: TranscriptionJob | null;
};

/**
 * One interview: an open one leads to its room, a closed one to its review. Scrolling redraws the
 * list many times a second, and its lines not at all.
 */
export const InterviewLine = memo(function InterviewLine({ row, atTime, actions, job }: Props) {
  const { t, i18n } = useTranslation();
  const { interview, position_title } = row;
  const { candidate_name, candidate_external_id } = interview;
  const deleted = interview.deleted_at != null;
  const open = OPEN.has(interview.status) && !deleted;
  const at = latestAt(row);
  return (
    <div className="flex items-center border-b border-line hover:bg-raised">
      <Link
        to={open ? "/interviews/$interviewId/room" : "/interviews/$interviewId/review"}
        params={{ interviewId: interview.id }}
        data-testid="interview-row"
        className="flex min-w-0 flex-1 flex-wrap items-center gap-x-6 gap-y-1 rounded-lg px-3 py-3 -outline-offset-2 lg:grid lg:grid-cols-[minmax(0,1fr)_12rem_9rem_5rem_8rem]"
      >
        <span className="min-w-0 flex-1 basis-full sm:basis-52">
          <span className="block font-medium">
            {candidate_name === "" ? t("desk.erased") : candidate_name}
            {candidate_external_id != null && (
              <span className="ml-2 text-sm font-normal text-quiet">{candidate_external_id}</span>
            )}
          </span>
          <span className="block text-sm text-quiet">{position_title}</span>
        </span>
        <span className="flex flex-wrap gap-1.5 sm:basis-36">
          <StatusBadge interview={interview} />
          {interview.imported_from != null && (
            <Badge icon={<FileAudio aria-hidden />} text={t("desk.imported")} />
          )}
          {job !== null && job.kind !== "again" && <Transcribing job={job} />}
          {interview.human_requested_at != null && (
            <Badge icon={<Hand aria-hidden />} text={t("desk.waits")} strong />
          )}
          {interview.withdrawn_at != null && (
            <Badge icon={<Undo2 aria-hidden />} text={t("desk.withdrawn")} />
          )}
        </span>
        <span className="text-sm text-quiet tabular-nums sm:basis-40">
          <time dateTime={new Date(at).toISOString()} title={dateTime(at, i18n.language)}>
            {atTime ? timeOfDayShort(at, i18n.language) : dayAndTime(at, i18n.language)}
          </time>
        </span>
        <span className="flex items-center justify-end sm:basis-16 gap-2 text-right text-sm text-quiet tabular-nums">
          {open && hasArrangements(interview.accommodations) && (
            <span title={t("accommodations.title")}>
              <HandHelping className="size-4" aria-hidden />
              <span className="sr-only">{t("accommodations.title")}</span>
            </span>
          )}
          {interview.started_at != null && interview.running_since == null && (
            <span>
              <span className="sr-only">{t("desk.duration")}</span>
              {clock(interview.active_ms)}
            </span>
          )}
        </span>
        <span className="ml-auto hidden items-center justify-end sm:flex sm:basis-28 gap-1 text-sm font-medium text-violet-text">
          {t(open ? "desk.toRoom" : "desk.toReview")}
          <ChevronRight className="size-4" aria-hidden />
        </span>
      </Link>
      <RowMenu row={row} actions={actions} />
    </div>
  );
});

function hasArrangements(accommodations: InterviewRow["interview"]["accommodations"]): boolean {
  return Object.values(accommodations).some((value) => value !== false && value !== 0);
}

/** How far the words of a recording are, until they are all there. */
function Transcribing({ job }: { job: TranscriptionJob }) {
  const { t, i18n } = useTranslation();
  const icon = <AudioLines aria-hidden />;
  switch (job.state) {
    case "waiting":
      return <Badge icon={icon} text={t("desk.transcribing.waiting")} />;
    case "running":
    case "paused": {
      const share = percent(job.done_ms / Math.max(1, job.total_ms), i18n.language);
      return <Badge icon={icon} text={t("desk.transcribing.running", { percent: share })} />;
    }
    case "failed":
    case "cancelled":
      return <Badge icon={icon} text={t("desk.transcribing.failed")} strong />;
    case "done":
      return null;
  }
}

function Badge({ icon, text, strong }: { icon: ReactNode; text: string; strong?: boolean }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap [&_svg]:size-3 ${
        strong ? "bg-violet text-white" : "bg-raised text-quiet"
      }`}
    >
      {icon}
      {text}
    </span>
  );
}
