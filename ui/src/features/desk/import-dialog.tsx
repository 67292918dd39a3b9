import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileAudio } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { Problem, unwrap } from "@/api/problem";
import {
  isUnderWay,
  type RecordingImportJob,
  SOUND_FILES,
  type SoundFileView,
} from "@/api/recording-imports";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { clock, dateTime, number } from "@/i18n/format";

import { ImportDone, ImportUnderWay } from "./import-course";
import { ImportFields } from "./import-fields";
import { useImportRecording } from "./import-form";
import { useImportMoves, useImports } from "./use-imports";

/** A sound file that was looked at. */
type Looked = { path: string; view: SoundFileView };

/** Takes a recording made elsewhere in as an interview: first the file, then whose it is and that it may be kept. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { carrier, client } = useApi();
  const [path, setPath] = useState("");
  const [begun, setBegun] = useState<RecordingImportJob | null>(null);
  const imports = useImports();
  const { putAway } = useImportMoves();
  // One that is off the list was given up, here or in another window.
  const job = imports.data?.find(({ id }) => id === begun?.id);
  const taking = useImportRecording(setBegun);
  const look = useMutation({
    mutationFn: async (wanted: string): Promise<Looked> => ({
      path: wanted,
      view: await unwrap(client.POST("/api/v1/recordings/look", { body: { path: wanted } })),
    }),
  });
  const forget = () => {
    taking.reset();
    if (job?.state === "failed") putAway.mutate(job.id);
    setBegun(null);
  };
  const choose = useMutation({
    mutationFn: () => carrier.chooseFile(t("importRecording.choose"), SOUND_FILES),
    onSuccess: (chosen) => {
      if (chosen === null) return;
      setPath(chosen);
      forget();
      look.mutate(chosen);
    },
  });
  const underWay = job !== undefined && isUnderWay(job);
  const { release } = taking;
  useEffect(() => {
    if (!underWay) release();
  }, [begun, underWay, release]);
  if (job?.state === "done") {
    return <ImportDone job={job} onClose={onClose} />;
  }
  const failed = job?.problem ? new Problem(job.problem.code, job.problem.detail) : null;
  const looked = look.data;
  const busy = taking.isPending;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(underWay ? "importRecording.underWayTitle" : "importRecording.title")}
      intro={t(underWay ? "importRecording.underWayText" : "importRecording.intro")}
    >
      {underWay && <ImportUnderWay job={job} onClose={onClose} />}
      <div className={underWay ? "hidden" : "flex flex-col gap-4"}>
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
                    forget();
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
        {looked?.view.earlier && <Earlier earlier={looked.view.earlier} />}
        <ProblemNotice cause={choose.error ?? look.error} />
        {looked ? (
          <ImportFields
            key={looked.path}
            file={looked.view}
            taking={busy}
            refused={busy ? null : (taking.error ?? failed)}
            onClose={onClose}
            onTake={(form) => {
              const again = looked.view.earlier != null;
              const began = taking.take({ path: looked.path, form, again });
              if (began && job?.state === "failed") putAway.mutate(job.id);
            }}
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

type EarlierProps = { earlier: NonNullable<SoundFileView["earlier"]> };

/** The same file was taken in before: it is the user's to say whether it shall be there twice. */
function Earlier({ earlier }: EarlierProps) {
  const { t, i18n } = useTranslation();
  const date = dateTime(earlier.at, i18n.language);
  return (
    <Notice role="status" title={t("importRecording.earlier")} testId="taken-in-before">
      <p className="text-quiet">
        {t("importRecording.earlierText", { name: earlier.candidate_name, date })}
      </p>
      <Link
        to="/interviews/$interviewId/review"
        params={{ interviewId: earlier.interview_id }}
        className="mt-1 inline-block font-medium text-violet-text underline underline-offset-2"
        data-testid="to-earlier"
      >
        {t("importRecording.toEarlier")}
      </Link>
    </Notice>
  );
}
