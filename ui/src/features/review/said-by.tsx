import { useTranslation } from "react-i18next";

import type { MessageRow } from "@/api/types";
import { dateTime } from "@/i18n/format";

import { useSpeakerName } from "./use-speaker";

/** Whom a line was first taken for, and who said otherwise since, oldest first. */
export function SaidBy({
  row: { message, speaker_corrections: corrections },
}: {
  row: MessageRow;
}) {
  const { t, i18n } = useTranslation();
  const nameOf = useSpeakerName();
  const last = corrections.at(-1);
  if (!last) return null;
  return (
    <details className="mt-1 text-sm text-quiet" data-testid="said-by">
      <summary className="w-fit rounded">
        {t("speaker.correctedBy", { author: last.author, at: dateTime(last.at, i18n.language) })}
      </summary>
      <ol className="mt-1 ml-4 flex flex-col gap-1.5 border-l-2 border-line pl-3">
        <li>
          <span className="font-medium">{t("speaker.first")}</span> {nameOf(message.role)}
        </li>
        {corrections.map(({ id, author, role }) => (
          <li key={id}>
            <span className="font-medium">{author}:</span> {nameOf(role)}
          </li>
        ))}
      </ol>
    </details>
  );
}
