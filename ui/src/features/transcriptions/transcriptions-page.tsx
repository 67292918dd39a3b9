import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { isOpen } from "@/api/transcriptions";
import type { QueuedTranscription } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { JobLine } from "@/components/transcriptions/job-line";
import { useTranscriptions } from "@/components/transcriptions/use-transcriptions";

/** What is transcribed in the background: under way, waiting, and what ended lately. */
export function TranscriptionsPage() {
  const { t } = useTranslation();
  const query = useTranscriptions();
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-6">
      <header>
        <h1 className="text-2xl font-semibold">{t("transcriptions.title")}</h1>
        <p className="mt-1 text-quiet">{t("transcriptions.intro")}</p>
      </header>
      <Loaded query={query}>
        {({ jobs }) => {
          const open = jobs.filter(({ job }) => isOpen(job));
          const ended = jobs.filter(({ job }) => !isOpen(job));
          if (jobs.length === 0) {
            return (
              <p data-testid="no-transcriptions" className="text-quiet">
                {t("transcriptions.none")}
              </p>
            );
          }
          return (
            <>
              <Part title={t("transcriptions.open")} jobs={open} testId="open-transcriptions" />
              <Part title={t("transcriptions.ended")} jobs={ended} testId="ended-transcriptions" />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

type PartProps = { title: string; jobs: QueuedTranscription[]; testId: string };

function Part({ title, jobs, testId }: PartProps) {
  const { t } = useTranslation();
  if (jobs.length === 0) return null;
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lg font-semibold">{title}</h2>
      <ol className="flex flex-col gap-3" data-testid={testId}>
        {jobs.map(({ job, candidate_name, position_title, remaining_ms }) => (
          <li key={job.id} className="rounded-xl border border-line p-4">
            <JobLine
              job={job}
              remainingMs={remaining_ms ?? null}
              heading={
                <Link
                  to="/interviews/$interviewId/review"
                  params={{ interviewId: job.interview_id }}
                  className="font-medium underline-offset-2 hover:underline"
                >
                  {`${candidate_name === "" ? t("desk.erased") : candidate_name} · ${position_title}`}
                </Link>
              }
            />
          </li>
        ))}
      </ol>
    </section>
  );
}
