import { useTranslation } from "react-i18next";

import type { Interview } from "@/api/types";

/** Where an interview stands; one that Candor's own end cut short says so. */
export function StatusBadge({ interview }: { interview: Interview }) {
  const { t } = useTranslation();
  const { status } = interview;
  const interrupted = status === "paused" && interview.interrupted_at != null;
  const lively = interrupted || status === "started" || status === "paused";
  return (
    <span
      data-status={interrupted ? "interrupted" : status}
      className={`inline-flex items-center gap-2 rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap ${
        lively ? "bg-violet-mist text-violet-text" : "bg-raised text-quiet"
      }`}
    >
      {status === "started" && (
        <span className="size-1.5 rounded-full bg-violet-text" aria-hidden />
      )}
      {t(interrupted ? "status.interrupted" : `status.${status}`)}
    </span>
  );
}
