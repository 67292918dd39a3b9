import { useQuery } from "@tanstack/react-query";
import { Bot } from "lucide-react";
import { useTranslation } from "react-i18next";

import { aiQuery } from "@/api/ai";
import { useApi } from "@/api/api-context";

import { parsed } from "./draft";

/** Who will word an interview's questions, in one line. */
export function WhoWords() {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  // The keychain is not bothered each time.
  const settings = useQuery({ ...aiQuery(client), staleTime: 60_000 }).data;
  if (settings === undefined) return null;
  const { use_for, connections, keychain } = settings;
  const wanted = use_for.conversation ? connections.filter(({ enabled }) => enabled) : [];
  const asked = wanted.filter(({ has_key }) => !has_key || keychain === "available");
  const services = asked.map(({ name, base_url }) => {
    const host = parsed(base_url)?.host ?? base_url;
    return host === name ? name : `${name} (${host})`;
  });
  const list = new Intl.ListFormat(i18n.language, { type: "unit", style: "long" });
  return (
    <p data-testid="who-words" className="flex items-start gap-2 text-sm text-quiet">
      <Bot className="mt-0.5 size-4 shrink-0 text-violet-text" aria-hidden />
      <span className="min-w-0">
        {services.length === 0
          ? t("ai.words.scripted")
          : t("ai.words.services", { services: list.format(services) })}
        {asked.length < wanted.length && ` ${t("ai.words.keychain")}`}
      </span>
    </p>
  );
}
