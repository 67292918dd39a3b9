import { useQuery } from "@tanstack/react-query";
import { ArrowUpRight, Ban, Globe, Laptop } from "lucide-react";
import { useTranslation } from "react-i18next";

import { type AiSettings, type SharedWith, sharingQuery } from "@/api/ai";
import { useApi } from "@/api/api-context";
import { Loaded } from "@/components/loaded";

const NEVER = ["sound", "names", "notes", "others", "keys"] as const;

/** What is sent to whom as things are set now, and what never is. */
export function SharingNote({ settings }: { settings: AiSettings }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const query = useQuery(sharingQuery(client));
  return (
    <section
      aria-labelledby="ai-sharing-title"
      data-testid="ai-sharing"
      className="flex flex-col gap-4 rounded-xl bg-raised p-4 text-sm"
    >
      <h3 id="ai-sharing-title" className="text-lg font-semibold">
        {t("ai.sharing.title")}
      </h3>
      <Loaded query={query}>
        {(hosts) =>
          hosts.length === 0 ? (
            <p className="font-medium" data-testid="ai-sharing-nothing">
              {t(settings.connections.length === 0 ? "ai.sharing.nobody" : "ai.sharing.off")}
            </p>
          ) : (
            <ul className="flex flex-col gap-3">
              {hosts.map((shared) => (
                <Shared key={shared.host} shared={shared} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <div>
        <h4 className="mb-1 font-medium">{t("ai.sharing.never")}</h4>
        <ul className="flex flex-col gap-1">
          {NEVER.map((what) => (
            <li key={what} className="flex items-start gap-2">
              <Ban className="mt-0.5 size-4 shrink-0 text-quiet" aria-hidden />
              {t(`ai.sharing.neverSent.${what}`)}
            </li>
          ))}
        </ul>
      </div>
      <p className="text-quiet">{t("ai.sharing.consent")}</p>
    </section>
  );
}

function Shared({ shared }: { shared: SharedWith }) {
  const { t } = useTranslation();
  const { host, local, conversation, scorecards, sent } = shared;
  const uses = [
    ...(conversation ? [t("ai.sharing.conversation")] : []),
    ...(scorecards ? [t("ai.sharing.scorecards")] : []),
  ];
  const Icon = local ? Laptop : Globe;
  return (
    <li data-testid="ai-shared" className="flex items-start gap-2">
      <Icon className="mt-0.5 size-4 shrink-0 text-violet-text" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{local ? t("ai.sharing.local", { host }) : host}</p>
        <p className="text-quiet">{uses.join(" · ")}</p>
        <ul className="mt-1 flex flex-col gap-0.5">
          {sent.map((part) => (
            <li key={part} className="flex items-start gap-2">
              <ArrowUpRight className="mt-0.5 size-4 shrink-0 text-quiet" aria-hidden />
              {t(`ai.sharing.part.${part}`)}
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}
