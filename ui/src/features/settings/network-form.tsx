import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { AiSettings, ProxyChoice, ProxyDraft } from "@/api/ai";
import { parsed } from "@/components/ai/draft";
import { useAiAction } from "@/components/ai/use-ai";
import { ProblemNotice } from "@/components/problem-notice";
import { AddressField } from "@/components/ui/address-field";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";

import { Certificates } from "./certificates";

const CHOICES: readonly ProxyChoice[] = ["system", "none", "manual"];

/** What is wrong with a proxy's address. */
function proxyFault(address: string): "missing" | "wrong" | "name" | undefined {
  const url = parsed(address);
  if (address.trim() === "") return "missing";
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "") return "wrong";
  if (url.username !== "" || url.password !== "") return "name";
  return url.pathname.length > 1 || url.search !== "" || url.hash !== "" ? "wrong" : undefined;
}

/** How services outside of this computer are reached: through which proxy, and whom to trust on the way. */
export function NetworkForm({ settings }: { settings: AiSettings }) {
  const { t } = useTranslation();
  const toast = useToast();
  const { network } = settings;
  const [proxy, setProxy] = useState(network.proxy);
  const [address, setAddress] = useState(network.proxy_url);
  const [tried, setTried] = useState(false);
  const save = useAiAction(
    (ai, wanted: ProxyDraft) => ai.network(wanted),
    () => toast.show({ text: t("ai.network.saved") }),
  );
  const fault = proxy === "manual" ? proxyFault(address) : undefined;
  const proxyUrl = proxy === "manual" ? address.trim() : network.proxy_url;
  const changed = proxy !== network.proxy || proxyUrl !== network.proxy_url;
  return (
    <section aria-labelledby="ai-network-title" className="flex flex-col gap-6">
      <form
        noValidate
        data-testid="ai-network"
        className="flex flex-col gap-4"
        onSubmit={(e) => {
          e.preventDefault();
          setTried(true);
          if (fault !== undefined) return;
          save.mutate({ proxy, proxy_url: proxyUrl });
        }}
      >
        <div>
          <h3 id="ai-network-title" className="text-lg font-semibold">
            {t("ai.network.title")}
          </h3>
          <p className="max-w-prose text-sm text-quiet">{t("ai.network.text")}</p>
        </div>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">{t("ai.network.proxy")}</legend>
          {CHOICES.map((choice) => (
            <label key={choice} className="flex min-h-8 items-center gap-3 text-sm">
              <input
                type="radio"
                name="ai-proxy"
                className="size-4 accent-violet"
                data-testid={`ai-proxy-${choice}`}
                checked={proxy === choice}
                onChange={() => setProxy(choice)}
              />
              {t(`ai.network.${choice}`)}
            </label>
          ))}
        </fieldset>
        {proxy === "manual" && (
          <AddressField
            label={t("ai.network.address")}
            hint={t("ai.network.addressHint")}
            error={tried && fault ? t(`ai.network.fault.${fault}`) : undefined}
            testId="ai-proxy-address"
            value={address}
            onChange={setAddress}
          />
        )}
        <ProblemNotice cause={save.error} />
        <Button
          type="submit"
          className="self-start"
          data-testid="ai-save-network"
          disabled={!changed || save.isPending}
        >
          {t("ai.save")}
        </Button>
      </form>
      <Certificates certificates={network.root_certificates} />
    </section>
  );
}
