import { useMutation } from "@tanstack/react-query";
import { FolderOpen, RefreshCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import type { InterviewDetail } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { dateTime } from "@/i18n/format";

import { Documents } from "./documents";

/** The transcript files on disk, a way to write them again, and documents in other forms. */
export function Exports({ detail }: { detail: InterviewDetail }) {
  const { t, i18n } = useTranslation();
  const { client, carrier } = useApi();
  const { id, language, withdrawn_at } = detail.interview;
  const [savedOne, setSavedOne] = useState(false);
  const again = useMutation({
    mutationFn: () =>
      unwrap(client.POST("/api/v1/interviews/{id}/export", { params: { path: { id } } })),
  });
  const show = useMutation({ mutationFn: () => carrier.showInFolder(id) });
  const newestFirst = detail.exports.toSorted((a, b) => b.at - a.at);
  const last = newestFirst[0];
  const written = newestFirst.find(({ error }) => error == null);
  const paths = [written?.json_path, written?.txt_path].filter((path) => path != null);
  if (withdrawn_at != null) {
    return (
      <section
        aria-labelledby="files"
        className="flex flex-col gap-3 rounded-xl border border-line p-5"
      >
        <h2 id="files" className="text-lg font-semibold">
          {t("exports.title")}
        </h2>
        <p data-testid="no-documents" className="text-sm text-quiet">
          {t("exports.withdrawn")}
        </p>
      </section>
    );
  }
  return (
    <section
      aria-labelledby="files"
      className="flex flex-col gap-3 rounded-xl border border-line p-5"
    >
      <h2 id="files" className="text-lg font-semibold">
        {t("exports.title")}
      </h2>
      {last?.error != null && (
        <Notice role="alert" title={t("exports.failed")}>
          <p>{last.error}</p>
        </Notice>
      )}
      {written ? (
        <>
          <p className="text-sm text-quiet">
            {t("exports.written", { at: dateTime(written.at, i18n.language) })}
          </p>
          <ul data-testid="export-paths" className="flex flex-col gap-1.5">
            {paths.map((path) => (
              <li key={path} className="rounded bg-raised px-2 py-1 font-mono text-xs break-all">
                {path}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className="text-sm text-quiet">{t("exports.none")}</p>
      )}
      <ProblemNotice cause={again.error ?? show.error} />
      <div className="flex flex-wrap gap-2">
        <Button
          data-testid="show-in-folder"
          disabled={(!written && !savedOne) || show.isPending}
          onClick={() => show.mutate()}
        >
          <FolderOpen aria-hidden />
          {t("exports.show")}
        </Button>
        <Button
          look="quiet"
          data-testid="export-again"
          disabled={again.isPending}
          onClick={() => again.mutate()}
        >
          <RefreshCw aria-hidden />
          {t("exports.again")}
        </Button>
      </div>
      <Documents interviewId={id} language={language} onSaved={() => setSavedOne(true)} />
    </section>
  );
}
