import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListTree } from "lucide-react";
import { useTranslation } from "react-i18next";

import { aiCallsQuery, attemptsQuery } from "@/api/ai-log";
import { useApi } from "@/api/api-context";
import { buttonLook } from "@/components/ui/button";

/** How much an AI service was asked, and the way to all of it. */
export function AiActivity({ interviewId }: { interviewId: string }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const calls = useQuery(aiCallsQuery(client, interviewId)).data?.length ?? 0;
  const attempts = useQuery(attemptsQuery(client, interviewId)).data?.length ?? 0;
  const facts = [
    ...(calls > 0 ? [t("aiLog.requestCount", { count: calls })] : []),
    ...(attempts > 0 ? [t("aiLog.attemptCount", { count: attempts })] : []),
  ];
  return (
    <section
      aria-labelledby="ai-activity"
      className="flex flex-wrap items-center justify-between gap-3 rounded-xl border border-line p-5"
    >
      <div className="min-w-0">
        <h2 id="ai-activity" className="text-lg font-semibold">
          {t("aiLog.title")}
        </h2>
        <p data-testid="ai-activity" className="text-sm text-quiet">
          {facts.length > 0 ? facts.join(" · ") : t("aiLog.nothing")}
        </p>
      </div>
      <Link
        to="/interviews/$interviewId/ai-log"
        params={{ interviewId }}
        data-testid="to-ai-log"
        className={buttonLook("plain")}
      >
        <ListTree aria-hidden />
        {t("aiLog.show")}
      </Link>
    </section>
  );
}
