import { useQuery } from "@tanstack/react-query";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { Loaded } from "@/components/loaded";
import { Button } from "@/components/ui/button";

import { Licences } from "./licences";

/** What Candor is, in which version; what it is made of; and what helps its makers to find a fault. */
export function AboutSection() {
  const { t } = useTranslation();
  const { client, carrier } = useApi();
  const diagnostics = useQuery({
    queryKey: ["diagnostics"],
    staleTime: 0,
    queryFn: async () => {
      const lines = await unwrap(client.GET("/api/v1/diagnostics"));
      const webview = await carrier.shell?.webviewVersion();
      return webview == null ? lines : [...lines, { name: "web view", value: webview }];
    },
  });
  return (
    <div className="flex flex-col gap-8">
      <section aria-labelledby="about-candor" className="flex flex-col gap-2">
        <h2 id="about-candor" className="text-lg font-semibold">
          {t("about.title")}
        </h2>
        <p className="text-quiet">{t("about.text")}</p>
      </section>
      <section aria-labelledby="about-diagnostics" className="flex flex-col gap-3">
        <h2 id="about-diagnostics" className="text-lg font-semibold">
          {t("about.diagnostics")}
        </h2>
        <p className="text-quiet">{t("about.diagnosticsText")}</p>
        <Loaded query={diagnostics}>
          {(lines) => (
            <>
              <pre
                data-testid="diagnostics"
                tabIndex={0}
                aria-label={t("about.diagnostics")}
                className="max-h-64 overflow-auto rounded-xl border border-line bg-raised p-4 text-sm whitespace-pre-wrap"
              >
                {report(lines)}
              </pre>
              <CopyButton text={report(lines)} />
            </>
          )}
        </Loaded>
      </section>
      <Licences />
    </div>
  );
}

function report(lines: { name: string; value: string }[]): string {
  return lines.map(({ name, value }) => `${name}: ${value}`).join("\n");
}

function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button data-testid="copy-diagnostics" onClick={copy}>
        {copied === true ? <Check aria-hidden /> : <Copy aria-hidden />}
        {t("about.copy")}
      </Button>
      <span role="status" className="text-sm text-quiet">
        {copied !== null && t(copied ? "about.copied" : "about.notCopied")}
      </span>
    </div>
  );
}
