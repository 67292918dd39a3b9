import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Columns2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { keys, modelsQuery } from "@/api/queries";
import { type Versions, versionsQuery, type VersionView } from "@/api/review";
import { isOpen } from "@/api/transcriptions";
import type { Interview, QueuedTranscription } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { JobLine } from "@/components/transcriptions/job-line";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { dateTime, percent } from "@/i18n/format";

import type { Comparison } from "./review-context";

type Props = {
  interview: Interview;
  comparison: Comparison | null;
  onCompare: (comparison: Comparison | null) => void;
  /** What was asked of its recording in the background, newest first. */
  jobs: readonly QueuedTranscription[];
};

/** The transcripts of this recording: which counts, how they differ, and a way to make another. */
export function VersionsPanel({ interview, comparison, onCompare, jobs }: Props) {
  const { client } = useApi();
  const query = useQuery(versionsQuery(client, interview.id));
  return (
    <Loaded query={query}>
      {(versions) => (
        <div className="flex flex-col gap-5">
          <List
            interview={interview}
            versions={versions.versions}
            comparison={comparison}
            onCompare={onCompare}
          />
          <Again interview={interview} versions={versions} jobs={jobs} />
        </div>
      )}
    </Loaded>
  );
}

type ListProps = Omit<Props, "jobs"> & { versions: VersionView[] };

function List({ interview, versions, comparison, onCompare }: ListProps) {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const choose = useMutation({
    mutationFn: (number: number) =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/versions/{number}/choose", {
          params: { path: { id: interview.id, number } },
        }),
      ),
  });
  const rival = (number: number) => (number === 1 ? (versions.at(-1)?.number ?? 1) : 1);
  return (
    <>
      <ol className="flex flex-col gap-3" data-testid="versions">
        {versions.map((version) => {
          const { number, speech_models, created_at, chosen, messages, differing } = version;
          const compared = comparison?.right === number;
          return (
            <li
              key={number}
              data-testid="version"
              {...(chosen && { "data-chosen": true })}
              className="flex flex-col gap-2 rounded-xl border border-line p-3 text-sm data-chosen:border-violet"
            >
              <div className="flex flex-wrap items-center justify-between gap-2">
                <h3 className="font-semibold">{t("versions.number", { number })}</h3>
                {chosen && (
                  <span className="inline-flex items-center gap-1 text-violet-text [&_svg]:size-4">
                    <Check aria-hidden />
                    {t("versions.counts")}
                  </span>
                )}
              </div>
              <p className="text-quiet">
                {[
                  ...(speech_models.length > 0 ? [speech_models.join(", ")] : []),
                  created_at == null ? t("versions.asHeard") : dateTime(created_at, i18n.language),
                  ...(version.confidence == null
                    ? []
                    : [
                        t("versions.confidence", {
                          percent: percent(version.confidence, i18n.language),
                        }),
                      ]),
                ].join(" · ")}
              </p>
              {number !== 1 && (
                <p data-testid="differing">
                  {t("versions.differing", { count: messages, differing })}
                </p>
              )}
              {versions.length > 1 && (
                <div className="flex flex-wrap gap-2">
                  {!chosen && (
                    <Button
                      data-testid="choose-version"
                      disabled={choose.isPending}
                      onClick={() => choose.mutate(number)}
                    >
                      <Check aria-hidden />
                      {t("versions.choose")}
                    </Button>
                  )}
                  {number !== 1 && (
                    <Button
                      look="quiet"
                      data-testid="compare-version"
                      aria-pressed={compared}
                      onClick={() =>
                        onCompare(compared ? null : { left: rival(number), right: number })
                      }
                    >
                      <Columns2 aria-hidden />
                      {t(compared ? "versions.stopComparing" : "versions.compare")}
                    </Button>
                  )}
                </div>
              )}
            </li>
          );
        })}
      </ol>
      <ProblemNotice cause={choose.error} />
    </>
  );
}

type AgainProps = {
  interview: Interview;
  versions: Versions;
  jobs: readonly QueuedTranscription[];
};

/** Chooses a model to hear the recording again with, and shows how far that has come. */
function Again({ interview, versions, jobs }: AgainProps) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const models = useQuery(modelsQuery(client)).data ?? [];
  const usable = models.filter(
    ({ installed, languages }) => installed && languages.includes(interview.language),
  );
  const [wanted, setWanted] = useState("");
  const params = { path: { id: interview.id } };
  const start = useMutation({
    mutationFn: (model: string) =>
      unwrap(client.POST("/api/v1/interviews/{id}/versions", { params, body: { model } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.transcriptions });
      await queries.invalidateQueries({ queryKey: keys.versions(interview.id) });
    },
  });
  if (versions.versions[0]?.messages === 0) {
    return <p className="text-sm text-quiet">{t("versions.nothingSpoken")}</p>;
  }
  const running = jobs.find(({ job }) => isOpen(job));
  if (running) {
    return (
      <div className="rounded-xl bg-raised p-3 text-sm" data-testid="job">
        <JobLine job={running.job} remainingMs={running.remaining_ms ?? null} />
      </div>
    );
  }
  const last = jobs[0];
  const model = usable.some(({ name }) => name === wanted) ? wanted : (usable[0]?.name ?? "");
  return (
    <form
      className="flex flex-col gap-3 rounded-xl bg-raised p-3"
      onSubmit={(e) => {
        e.preventDefault();
        start.mutate(model);
      }}
    >
      {last?.job.kind === "again" && last.job.state === "failed" && (
        <Notice role="alert" title={t("versions.failed")}>
          <p className="first-letter:uppercase">{last.job.error}</p>
        </Notice>
      )}
      <Field label={t("versions.again")} hint={t("versions.againHint")}>
        {(wiring) => (
          <Select
            {...wiring}
            data-testid="version-model"
            value={model}
            disabled={usable.length === 0}
            onChange={(e) => setWanted(e.target.value)}
          >
            {usable.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
      </Field>
      {usable.length === 0 && <p className="text-sm">{t("versions.noModel")}</p>}
      <ProblemNotice cause={start.error} />
      <Button
        type="submit"
        className="self-end"
        data-testid="transcribe-again"
        disabled={model === "" || start.isPending}
      >
        {t("versions.start")}
      </Button>
    </form>
  );
}
