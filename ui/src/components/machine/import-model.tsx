import { useMutation } from "@tanstack/react-query";
import { FileAudio, FolderOpen, Usb } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import type { ImportedFile } from "@/api/machine";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

import { UnknownModel } from "./unknown-model";
import { useImport } from "./use-import";

/** Takes speech models in from a file or a whole folder, for example on a USB stick. */
export function ImportModel() {
  const { t } = useTranslation();
  const { carrier, live } = useApi();
  const [path, setPath] = useState("");
  const { take, unknown, approve, decline } = useImport({ onInstalled: () => setPath("") });
  const choose = useMutation({
    mutationFn: (what: "file" | "folder") =>
      what === "file"
        ? carrier.chooseFile(t("models.importChoose"), ["bin"])
        : carrier.chooseFolder(t("models.importChooseFolder")),
    onSuccess: (chosen) => {
      if (chosen !== null) setPath(chosen);
    },
  });
  const [step, setStep] = useState<{ file: string; percent: number } | null>(null);
  const busy = take.isPending;
  useEffect(() => {
    if (!busy) return;
    return live.listenTo("model_download", ({ model, done, total }) => {
      if (total > 0) setStep({ file: model, percent: Math.floor((done / total) * 100) });
    });
  }, [live, busy]);
  const end = take.data;
  return (
    <section className="flex flex-col gap-3 rounded-xl bg-raised p-4" data-testid="import-model">
      <div className="flex items-start gap-3">
        <Usb className="mt-0.5 size-5 shrink-0 text-violet-text" aria-hidden />
        <div className="min-w-0">
          <h2 className="font-semibold">{t("models.import")}</h2>
          <p className="text-sm text-quiet">{t("models.importText")}</p>
        </div>
      </div>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(e) => {
          e.preventDefault();
          setStep(null);
          take.mutate({ path: path.trim() });
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
        <Button data-testid="choose-file" onClick={() => choose.mutate("file")}>
          <FileAudio aria-hidden />
          {t("models.importBrowse")}
        </Button>
        <Button data-testid="choose-folder" onClick={() => choose.mutate("folder")}>
          <FolderOpen aria-hidden />
          {t("models.importBrowseFolder")}
        </Button>
        <Button
          type="submit"
          look="primary"
          data-testid="import-model-file"
          disabled={path.trim() === "" || busy}
        >
          {t("models.importStart")}
        </Button>
      </form>
      <div role="status">
        {busy && (
          <p className="text-sm text-quiet" data-testid="import-progress">
            {step === null
              ? t("models.importBegins")
              : t("models.importing", { percent: step.percent, name: step.file })}
          </p>
        )}
        {end?.outcome === "installed" && (
          <p className="text-sm font-medium text-violet-text" data-testid="import-done">
            {t("models.importDone", { name: end.model })}
          </p>
        )}
        {end?.outcome === "folder" && <FolderEnd files={end.files} />}
      </div>
      {end?.outcome === "folder" &&
        end.files
          .filter(({ state }) => state === "unknown")
          .map((file) => (
            <Button
              key={file.path}
              className="self-start"
              data-testid="look-at-unknown"
              disabled={busy}
              onClick={() => take.mutate({ path: file.path })}
            >
              {t("models.importLook", { name: file.file_name })}
            </Button>
          ))}
      <ProblemNotice cause={take.error ?? choose.error} />
      {unknown && (
        <UnknownModel file={unknown} busy={busy} onApprove={approve} onDecline={decline} />
      )}
    </section>
  );
}

/** What became of each file in a folder. */
function FolderEnd({ files }: { files: ImportedFile[] }) {
  const { t } = useTranslation();
  return (
    <ul className="flex flex-col gap-1 text-sm" data-testid="import-folder-done">
      {files.map(({ path, file_name, state, model, problem }) => (
        <li key={path} className="break-words">
          <span className="font-medium">{model ?? file_name}</span>
          {": "}
          <span className={state === "installed" ? "text-violet-text" : "text-quiet"}>
            {t(`models.importState.${state}`)}
            {problem != null && ` ${problem}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
