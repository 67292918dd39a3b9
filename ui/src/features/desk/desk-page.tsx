import { Link } from "@tanstack/react-router";
import { AudioLines, FileAudio, Plus } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { isOpen } from "@/api/transcriptions";
import type { Interview, QueuedTranscription, TranscriptionJob } from "@/api/types";
import { EraseDialog } from "@/components/erase-dialog";
import { KioskInvitationDialog } from "@/components/kiosk-invitation-dialog";
import { ProblemNotice } from "@/components/problem-notice";
import { useTranscriptions } from "@/components/transcriptions/use-transcriptions";
import { Button, buttonLook } from "@/components/ui/button";
import { number } from "@/i18n/format";

import { NoInterviews, NoMatch } from "./empty";
import { type DeskSearch, filterOf } from "./filter";
import { FilterBar } from "./filter-bar";
import { ImportDialog } from "./import-dialog";
import { ImportsStrip } from "./imports-strip";
import { InterviewDialog } from "./interview-dialog";
import { InterviewLine } from "./interview-line";
import { InterviewList } from "./interview-list";
import type { RowActions } from "./row-menu";
import { useDeletion } from "./use-deletion";
import { useImports } from "./use-imports";
import { useInterviews } from "./use-interviews";

/** Where each list was last scrolled to, for whoever comes back from an interview. */
const places = new Map<string, { current: number }>();

function placeOf(search: DeskSearch): { current: number } {
  const key = JSON.stringify(search);
  const place = places.get(key) ?? { current: 0 };
  places.set(key, place);
  return place;
}

type Props = {
  search: DeskSearch;
  onSearch: (search: DeskSearch) => void;
};

type Open =
  | { sheet: "new" | "import" }
  | { sheet: "edit"; interview: Interview }
  | { sheet: "invite" | "erase"; id: string };

/** Where a recruiter begins: every interview, and the way to a new one. */
export function DeskPage({ search, onSearch }: Props) {
  const { t, i18n } = useTranslation();
  const filter = useMemo(() => filterOf(search), [search]);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const interviews = useInterviews(filter, range.first, range.last);
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const { counts, total, error } = interviews;

  const heading = useRef<HTMLHeadingElement>(null);
  const deletion = useDeletion(() => heading.current?.focus());
  const { remove, restore } = deletion;
  const actions = useMemo<RowActions>(
    () => ({
      onEdit: (interview) => setOpen({ sheet: "edit", interview }),
      onInvite: ({ id }) => setOpen({ sheet: "invite", id }),
      onErase: ({ id }) => setOpen({ sheet: "erase", id }),
      onDelete: remove,
      onRestore: restore,
    }),
    [remove, restore],
  );

  const imports = useImports();
  const transcriptions = useTranscriptions();
  const queue = useMemo(() => transcriptions.data?.jobs ?? [], [transcriptions.data]);
  const waiting = queue.filter(({ job }) => isOpen(job)).length;
  const jobs = useMemo(() => newestByInterview(queue), [queue]);

  const filtered = Object.keys(search).length > 0;
  const untouched = counts?.all === 0 && counts.deleted === 0 && !filtered;
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-center justify-between gap-4">
        <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold outline-none">
          {t("desk.title")}
          {total !== undefined && total > 0 && (
            <span
              className="ml-3 text-base font-normal text-quiet tabular-nums"
              data-testid="total"
            >
              {number(total, i18n.language)}
            </span>
          )}
        </h1>
        <div className="flex flex-wrap gap-2">
          {queue.length > 0 && (
            <Link
              to="/transcriptions"
              className={buttonLook("quiet")}
              data-testid="to-transcriptions"
            >
              <AudioLines aria-hidden />
              {t("desk.transcriptions")}
              {waiting > 0 && (
                <span className="rounded-full bg-violet-mist px-2 text-xs leading-5 text-violet-text tabular-nums">
                  {number(waiting, i18n.language)}
                </span>
              )}
            </Link>
          )}
          <Button data-testid="import-a-recording" onClick={() => setOpen({ sheet: "import" })}>
            <FileAudio aria-hidden />
            {t("desk.import")}
          </Button>
          <Button
            look="primary"
            data-testid="new-interview"
            onClick={() => setOpen({ sheet: "new" })}
          >
            <Plus aria-hidden />
            {t("desk.new")}
          </Button>
        </div>
      </header>
      {!untouched && (
        <FilterBar
          search={search}
          counts={counts}
          onChange={(change) => onSearch(without({ ...search, ...change }))}
          onClear={() => onSearch({})}
        />
      )}
      <ImportsStrip jobs={imports.data ?? []} />
      <ProblemNotice cause={deletion.error ?? imports.error} />
      {error !== null && (
        <div className="flex flex-col items-start gap-3">
          <ProblemNotice cause={error} />
          <Button onClick={interviews.retry}>{t("common.tryAgain")}</Button>
        </div>
      )}
      {total === undefined && error === null && (
        <p role="status" className="py-6 text-sm text-quiet">
          {t("common.loading")}
        </p>
      )}
      {untouched ? (
        <NoInterviews onNew={() => setOpen({ sheet: "new" })} />
      ) : total === 0 ? (
        <NoMatch filtered={filtered} onClear={() => onSearch({})} />
      ) : (
        total !== undefined && (
          <InterviewList
            key={JSON.stringify(search)}
            total={total}
            row={interviews.row}
            onRange={onRange}
            remembered={placeOf(search)}
          >
            {(row, atTime) => (
              <InterviewLine
                row={row}
                atTime={atTime}
                actions={actions}
                job={jobs.get(row.interview.id) ?? null}
              />
            )}
          </InterviewList>
        )
      )}
      {open?.sheet === "new" && (
        <InterviewDialog onClose={close} onInvite={(id) => setOpen({ sheet: "invite", id })} />
      )}
      {open?.sheet === "import" && <ImportDialog onClose={close} />}
      {open?.sheet === "edit" && (
        <InterviewDialog
          interview={open.interview}
          onClose={close}
          onInvite={(id) => setOpen({ sheet: "invite", id })}
        />
      )}
      {open?.sheet === "invite" && <KioskInvitationDialog interviewId={open.id} onClose={close} />}
      {open?.sheet === "erase" && <EraseDialog interviewId={open.id} onClose={close} />}
    </div>
  );
}

/** The filters that are set. */
function without(search: { [K in keyof DeskSearch]?: DeskSearch[K] | undefined }): DeskSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** What was last asked of each interview's recording. */
function newestByInterview(queue: readonly QueuedTranscription[]): Map<string, TranscriptionJob> {
  const jobs = new Map<string, TranscriptionJob>();
  for (const { job } of queue) {
    const known = jobs.get(job.interview_id);
    if (known === undefined || known.created_at <= job.created_at) jobs.set(job.interview_id, job);
  }
  return jobs;
}
