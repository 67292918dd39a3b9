import { Search } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { FoundServer } from "@/api/ai";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

import { useAiQuestion } from "./use-ai";

/** Looks for servers on this computer when asked to, and offers those that answer. */
export function LocalServers({ onUse }: { onUse: (server: FoundServer) => void }) {
  const { t } = useTranslation();
  const look = useAiQuestion<null, FoundServer[]>((ai) => ai.probe());
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Button data-testid="ai-probe" disabled={look.isPending} onClick={() => look.mutate(null)}>
          <Search aria-hidden />
          {t(look.isPending ? "ai.local.looking" : "ai.local.look")}
        </Button>
        <p className="min-w-0 flex-1 basis-56 text-sm text-quiet">{t("ai.local.how")}</p>
      </div>
      <div role="status" className="empty:hidden">
        {look.data?.length === 0 && (
          <p data-testid="ai-probe-nothing" className="text-sm">
            <span className="font-medium">{t("ai.local.none")}</span>{" "}
            <span className="text-quiet">{t("ai.local.noneText")}</span>
          </p>
        )}
        {look.data && look.data.length > 0 && (
          <ul className="flex flex-col gap-2" data-testid="ai-found">
            {look.data.map((server) => (
              <li
                key={server.base_url}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border border-line px-3 py-2 text-sm"
              >
                <span className="min-w-0">
                  <span className="block font-medium">{server.name}</span>
                  <span className="block break-words text-quiet">
                    {[server.base_url, t("ai.local.models", { count: server.models.length })].join(
                      " · ",
                    )}
                  </span>
                </span>
                <Button
                  data-testid="ai-use-found"
                  aria-label={t("ai.local.useOf", { name: server.name })}
                  onClick={() => onUse(server)}
                >
                  {t("ai.local.use")}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <ProblemNotice cause={look.error} />
    </div>
  );
}
