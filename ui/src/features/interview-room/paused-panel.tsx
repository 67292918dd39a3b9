import { useTranslation } from "react-i18next";

import type { Interview } from "@/api/types";
import { Notice } from "@/components/ui/notice";
import { dateTime } from "@/i18n/format";

import { BeginForm } from "./begin-form";

/** The room at rest: nothing is heard, and the way to go on. */
export function PausedPanel({ interview }: { interview: Interview }) {
  const { t, i18n } = useTranslation();
  const { interrupted_at } = interview;
  return (
    <div className="m-auto flex w-full max-w-lg flex-col gap-5 px-4 py-6">
      <div>
        <h2 className="text-2xl font-semibold">{t("room.paused")}</h2>
        <p className="text-quiet">{t("room.pausedText")}</p>
      </div>
      {interrupted_at != null && (
        <Notice role="status" title={t("room.interrupted")} testId="interrupted">
          <p>{t("room.interruptedText", { at: dateTime(interrupted_at, i18n.language) })}</p>
        </Notice>
      )}
      <BeginForm interview={interview} />
    </div>
  );
}
