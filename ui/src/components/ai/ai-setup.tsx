import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { aiQuery } from "@/api/ai";
import { useApi } from "@/api/api-context";
import { Loaded } from "@/components/loaded";

import { ConnectionList } from "./connection-list";
import { KeychainNotice } from "./keychain-notice";
import { UseSwitches } from "./use-switches";

/** What has to be settled before an AI service can be used at all: who is asked, and what for. `level` is that of its headings. */
export function AiSetup({ level = 3 }: { level?: 2 | 3 }) {
  const Heading = level === 2 ? "h2" : "h3";
  const { t } = useTranslation();
  const { client } = useApi();
  const query = useQuery(aiQuery(client));
  return (
    <Loaded query={query}>
      {(settings) => (
        <>
          <KeychainNotice state={settings.keychain} />
          <section aria-labelledby="ai-list" className="flex flex-col gap-3">
            <div>
              <Heading id="ai-list" className="text-lg font-semibold">
                {t("ai.list.title")}
              </Heading>
              <p className="max-w-prose text-sm text-quiet">{t("ai.list.text")}</p>
            </div>
            <ConnectionList settings={settings} />
          </section>
          <section aria-labelledby="ai-use-title" className="flex flex-col gap-3">
            <Heading id="ai-use-title" className="text-lg font-semibold">
              {t("ai.use.title")}
            </Heading>
            <UseSwitches settings={settings} />
          </section>
        </>
      )}
    </Loaded>
  );
}
