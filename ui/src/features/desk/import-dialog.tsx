import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileAudio } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { type ImportedRecording, SOUND_FILES, type SoundFileView } from "@/api/transcriptions";
import { ProblemNotice } from "@/components/problem-notice";
import { Button, buttonLook } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { clock, number } from "@/i18n/format";

import { ImportFields } from "./import-fields";
import { useImportRecording } from "./import-form";

/** A sound file that was looked at. */
type Looked = { path: string; view: SoundFileView };

/** Takes a recording made elsewhere in as an interview: first the file, then whose it is and that it may be kept. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { carrier, client } = useApi();
  const [path, setPath] = useState("");
  const [imported, setImported] = useState<ImportedRecording | null>(null);
  const taking = useImportRecording(setImported);
  const look = useMutation({
    mutationFn: async (wanted: string): Promise<Looked> => ({
      path: wanted,
      view: await unwrap(client.POST("/api/v1/recordings/look", { body: { path: wanted } })),
    }),
  });
  const choose = useMutation({
    mutationFn: () => carrier.chooseFile(t("importRecording.choose"), SOUND_FILES),
    onSuccess: (chosen) => {
      if (chosen === null) return;
      setPath(chosen);
      taking.reset();
      look.mutate(chosen);
    },
  });
  if (imported) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={t("importRecording.done")}
        intro={t("importRecording.doneText")}
      >
        <div className="mb-4 flex flex-col gap-2 empty:hidden">
          {imported.truncated && <Notice role="note">{t("importRecording.truncated")}</Notice>}
          {imported.damaged_packets > 0 && (
            <Notice role="note">
              {t("importRecording.damaged", { count: imported.damaged_packets })}
            </Notice>
          )}
        </div>
        <div className="flex flex-wrap justify-end gap-3" data-testid="recording-imported">
          <Link
            to="/interviews/$interviewId/review"
            params={{ interviewId: imported.interview.id }}
            className={buttonLook("plain")}
            data-testid="imported-to-review"
          >
            {t("importRecording.toReview")}
          </Link>
          <Link
            to="/transcriptions"
            className={buttonLook("primary")}
            data-testid="imported-to-transcriptions"
          >
            {t("importRecording.toTranscriptions")}
          </Link>
        </div>
      </Dialog>
    );
  }
  const looked = look.data;
  // What was begun goes on whether it is seen or not: it stays in sight until it is done.
  const busy = taking.isPending;
  const close = () => {
    if (!busy) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={close}
      title={t("importRecording.title")}
      intro={t("importRecording.intro")}
    >
      <div className="flex flex-col gap-4">
        <form
          className="flex flex-wrap items-end gap-3"
          onSubmit={(e) => {
            e.preventDefault();
            if (path.trim() !== "") look.mutate(path.trim());
          }}
        >
          <div className="min-w-0 flex-1 basis-56">
            <Field label={t("importRecording.file")}>
              {(wiring) => (
                <Input
                  {...wiring}
                  autoComplete="off"
                  spellCheck={false}
                  data-testid="recording-path"
                  value={path}
                  disabled={busy}
                  onChange={(e) => {
                    setPath(e.target.value);
                    look.reset();
                    taking.reset();
                  }}
                  onBlur={() => {
                    if (path.trim() !== "" && look.isIdle) look.mutate(path.trim());
                  }}
                />
              )}
            </Field>
          </div>
          <Button
            data-testid="choose-recording"
            disabled={choose.isPending || busy}
            onClick={() => choose.mutate()}
          >
            <FileAudio aria-hidden />
            {t("importRecording.browse")}
          </Button>
        </form>
        <div role="status">
          {!looked && !look.isPending && (
            <p className="text-sm text-quiet">{t("importRecording.fileHint")}</p>
          )}
          {look.isPending && <p className="text-sm text-quiet">{t("importRecording.looking")}</p>}
          {looked && <FileFacts file={looked.view} />}
        </div>
        <ProblemNotice cause={choose.error ?? look.error} />
        {looked ? (
          <ImportFields
            key={looked.path}
            file={looked.view}
            taking={busy}
            refused={taking.error}
            onClose={close}
            onTake={(form) => taking.take({ path: looked.path, form })}
          />
        ) : (
          <div className="flex justify-end">
            <Button onClick={onClose}>{t("common.goBack")}</Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** What is in the file, in a line. */
function FileFacts({ file }: { file: SoundFileView }) {
  const { t, i18n } = useTranslation();
  const { duration_ms, channels, sample_rate_hz, format } = file;
  const facts = [
    format,
    duration_ms == null ? t("importRecording.lengthUnknown") : clock(duration_ms),
    t("importRecording.channels", { count: channels }),
    `${number(sample_rate_hz / 1_000, i18n.language)} kHz`,
  ];
  return (
    <p className="rounded-lg bg-raised px-3 py-2 text-sm" data-testid="recording-facts">
      <span className="font-medium">{file.file_name}</span>
      <span className="text-quiet tabular-nums">{` · ${facts.join(" · ")}`}</span>
    </p>
  );
}
