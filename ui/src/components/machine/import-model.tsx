import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FolderOpen, Usb } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { machineKeys } from "@/api/machine";
import { unwrap } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { megabytes } from "@/i18n/format";

type Unknown = { file_name: string; size_bytes: number; sha256: string };

/** Takes a speech model in from a file, for example on a USB stick. */
export function ImportModel() {
  const { t, i18n } = useTranslation();
  const { client, carrier, live } = useApi();
  const queries = useQueryClient();
  const [path, setPath] = useState("");
  const [unknown, setUnknown] = useState<Unknown | null>(null);
  const choose = useMutation({
    mutationFn: () => carrier.chooseFile(t("models.importChoose"), ["bin"]),
    onSuccess: (chosen) => {
      if (chosen !== null) setPath(chosen);
    },
  });
  const [percent, setPercent] = useState(0);
  const take = useMutation({
    onMutate: () => setPercent(0),
    mutationFn: (approved: string | null) =>
      unwrap(
        client.POST("/api/v1/models/import", {
          body: { path: path.trim(), approved_sha256: approved },
        }),
      ),
    onSuccess: (end) => {
      if (end.outcome === "unknown") {
        setUnknown(end);
        return;
      }
      setUnknown(null);
      setPath("");
      void queries.invalidateQueries({ queryKey: machineKeys.models });
    },
  });
  const fileName = path.trim().split(/[\\/]/).at(-1) ?? "";
  useEffect(
    () =>
      live.listenTo("model_download", ({ model, done, total }) => {
        if (model === fileName && total > 0) setPercent(Math.floor((done / total) * 100));
      }),
    [live, fileName],
  );
  return (
    <section className="flex flex-col gap-3 rounded-xl bg-raised p-4" data-testid="import-model">
      <div className="flex items-start gap-3">
        <Usb className="mt-0.5 size-5 shrink-0 text-violet-text" aria-hidden />
        <div className="min-w-0">
          <h3 className="font-semibold">{t("models.import")}</h3>
          <p className="text-sm text-quiet">{t("models.importText")}</p>
        </div>
      </div>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(e) => {
          e.preventDefault();
          take.mutate(null);
        }}
      >
        <div className="min-w-0 flex-1 basis-64">
          <Field label={t("models.importPath")}>
            {(wiring) => (
              <Input
                {...wiring}
                autoComplete="off"
                spellCheck={false}
                data-testid="import-path"
                value={path}
                onChange={(e) => setPath(e.target.value)}
              />
            )}
          </Field>
        </div>
        <Button data-testid="choose-file" onClick={() => choose.mutate()}>
          <FolderOpen aria-hidden />
          {t("models.importBrowse")}
        </Button>
        <Button
          type="submit"
          data-testid="import-model-file"
          disabled={path.trim() === "" || take.isPending}
        >
          {t("models.importStart")}
        </Button>
      </form>
      <div role="status">
        {take.isPending && (
          <p className="text-sm text-quiet">{t("models.importing", { percent })}</p>
        )}
        {take.data?.outcome === "installed" && (
          <p className="text-sm font-medium text-violet-text" data-testid="import-done">
            {t("models.importDone", { name: take.data.model })}
          </p>
        )}
      </div>
      <ProblemNotice cause={take.error ?? choose.error} />
      {unknown && (
        <Dialog open onOpenChange={() => setUnknown(null)} title={t("models.unknownTitle")}>
          <div className="flex flex-col gap-4">
            <Notice role="note" title={t("models.unknownRisk")}>
              <p className="text-quiet">{t("models.unknownRiskText")}</p>
            </Notice>
            <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
              <dt className="text-quiet">{t("models.file")}</dt>
              <dd>{unknown.file_name}</dd>
              <dt className="text-quiet">{t("models.size")}</dt>
              <dd>{megabytes(unknown.size_bytes, i18n.language)}</dd>
              <dt className="text-quiet">{t("models.sha256")}</dt>
              <dd className="font-mono text-xs leading-5 break-all">{unknown.sha256}</dd>
            </dl>
            <div className="flex flex-wrap justify-end gap-3">
              <Button onClick={() => setUnknown(null)}>{t("common.goBack")}</Button>
              <Button
                look="primary"
                data-testid="approve-model"
                disabled={take.isPending}
                onClick={() => take.mutate(unknown.sha256)}
              >
                {t("models.unknownApprove")}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </section>
  );
}
