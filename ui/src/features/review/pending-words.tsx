import { useTranslation } from "react-i18next";

import type { QueuedTranscription } from "@/api/types";
import { JobLine } from "@/components/transcriptions/job-line";

/** That words of this recording are still to come, and how far that is. */
export function PendingWords({ jobs }: { jobs: readonly QueuedTranscription[] }) {
  const { t } = useTranslation();
  const newest = jobs.find(({ job }) => job.kind !== "again");
  if (newest === undefined || newest.job.state === "done") return null;
  return (
    <section
      aria-labelledby="pending-words"
      data-testid="pending-words"
      className="mb-4 rounded-xl bg-raised p-4"
    >
      <JobLine
        job={newest.job}
        remainingMs={newest.remaining_ms ?? null}
        heading={
          <h3 id="pending-words" className="font-semibold">
            {t("review.pendingWords")}
          </h3>
        }
      />
    </section>
  );
}
