import { useMutation } from "@tanstack/react-query";
import { Braces, FolderOpen, Table } from "lucide-react";
import { useTranslation } from "react-i18next";

import { type AiLogFormat, saveAiLog } from "@/api/ai-log";
import { useApi } from "@/api/api-context";
import type { Interview } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { LANGUAGES } from "@/i18n/languages";

const FORMATS: { format: AiLogFormat; Icon: typeof Table }[] = [
  { format: "csv", Icon: Table },
  { format: "json", Icon: Braces },
];

/** Writes the log beside the transcripts; not any more once the consent was withdrawn. */
export function LogExport({ interview }: { interview: Interview }) {
  const { t, i18n } = useTranslation();
  const { client, carrier } = useApi();
  const { id } = interview;
  const page = LANGUAGES.find(({ code }) => i18n.language.startsWith(code));
  const save = useMutation({
    mutationFn: (format: AiLogFormat) =>
      saveAiLog(client, id, format, page?.code ?? interview.language),
  });
  const show = useMutation({ mutationFn: () => carrier.showInFolder(id) });
  return (
    <section
      aria-labelledby="log-files"
      className="flex flex-col gap-3 rounded-xl border border-line p-5"
    >
      <div>
        <h2 id="log-files" className="text-lg font-semibold">
          {t("aiLog.files")}
        </h2>
        <p className="max-w-prose text-sm text-quiet">
          {interview.withdrawn_at == null ? t("aiLog.filesText") : t("exports.withdrawn")}
        </p>
      </div>
      {interview.withdrawn_at == null && (
        <>
          <div className="flex flex-wrap gap-2">
            {FORMATS.map(({ format, Icon }) => (
              <Button
                key={format}
                data-testid={`save-log-${format}`}
                aria-busy={save.isPending && save.variables === format}
                disabled={save.isPending}
                onClick={() => save.mutate(format)}
              >
                <Icon aria-hidden />
                {t(`aiLog.save.${format}`)}
              </Button>
            ))}
            {save.isSuccess && (
              <Button
                look="quiet"
                data-testid="show-log-in-folder"
                disabled={show.isPending}
                onClick={() => show.mutate()}
              >
                <FolderOpen aria-hidden />
                {t("exports.show")}
              </Button>
            )}
          </div>
          <ProblemNotice cause={save.error ?? show.error} />
          <div role="status" className="text-sm">
            {save.isSuccess && (
              <p data-testid="log-saved">
                {t("aiLog.saved")}{" "}
                <span className="font-mono text-xs break-all">{save.data.path}</span>
              </p>
            )}
          </div>
        </>
      )}
    </section>
  );
}
