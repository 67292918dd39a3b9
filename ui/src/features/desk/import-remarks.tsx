import { useTranslation } from "react-i18next";

import type { RecordingImportJob } from "@/api/recording-imports";
import { Notice } from "@/components/ui/notice";

/** What was not as it should be with a file that was taken in; nothing when all was well. */
export function ImportRemarks({ job }: { job: RecordingImportJob }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {job.truncated && <Notice role="note">{t("importRecording.truncated")}</Notice>}
      {job.damaged_packets > 0 && (
        <Notice role="note">{t("importRecording.damaged", { count: job.damaged_packets })}</Notice>
      )}
    </div>
  );
}
