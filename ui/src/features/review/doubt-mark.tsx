import { CircleHelp } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { MessageRow } from "@/api/types";

/** Why the words of a message that count deserve a second look. */
export function DoubtMark({ row: { counting } }: { row: MessageRow }) {
  const { t } = useTranslation();
  const doubt = counting.doubt ?? null;
  if (doubt === null) return null;
  return (
    <p
      data-testid="doubt"
      data-doubt={doubt}
      className="my-0.5 flex w-fit items-start gap-2 rounded-lg bg-violet-mist px-2.5 py-1 text-sm text-violet-text"
    >
      <CircleHelp className="mt-0.5 size-4 shrink-0" aria-hidden />
      {t(`doubt.${doubt}`)}
    </p>
  );
}
