import { FileUp, ShieldCheck, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { RootCertificate } from "@/api/ai";
import { day } from "@/components/ai/day";
import { useAiAction } from "@/components/ai/use-ai";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Field, TextArea } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";

const BEGIN = "-----BEGIN CERTIFICATE-----";
/** Larger files hold no certificates. */
const MOST_BYTES = 512 * 1024;
/** From here on the end is near enough to say so. */
const SOON_MS = 30 * 24 * 3_600_000;

type Fault = "none" | "key" | "large";

/** What is wrong with a text that should hold certificates. */
function faultOf(pem: string): Fault | undefined {
  if (pem.length > MOST_BYTES) return "large";
  if (pem.includes("PRIVATE KEY-----")) return "key";
  return pem.includes(BEGIN) ? undefined : "none";
}

/** An organisation's own root certificates: trusted besides those of the system, for the services above only. */
export function Certificates({ certificates }: { certificates: readonly RootCertificate[] }) {
  const { t } = useTranslation();
  const [pem, setPem] = useState("");
  const [fault, setFault] = useState<Fault | undefined>();
  const add = useAiAction((ai, text: string) => ai.trust(text));
  const remove = useAiAction((ai, id: string) => ai.distrust(id));
  const take = (text: string) => {
    const found = faultOf(text);
    setFault(found);
    // A private key is not even shown.
    setPem(found === "key" || found === "large" ? "" : text);
    if (found === undefined) {
      remove.reset();
      add.mutate(text, { onSuccess: () => setPem("") });
    }
  };
  const open = async (file: File) => {
    if (file.size > MOST_BYTES) setFault("large");
    else take(await file.text());
  };
  return (
    <div className="flex flex-col gap-4" data-testid="ai-certificates">
      <div>
        <h4 className="text-sm font-medium">{t("ai.roots.title")}</h4>
        <p className="max-w-prose text-sm text-quiet">{t("ai.roots.text")}</p>
      </div>
      {certificates.length > 0 && (
        <ul className="divide-y divide-line rounded-xl border border-line">
          {certificates.map((certificate) => (
            <Row
              key={certificate.id}
              certificate={certificate}
              onRemove={() => {
                add.reset();
                remove.mutate(certificate.id);
              }}
            />
          ))}
        </ul>
      )}
      <details className="rounded-xl border border-line" open={pem !== "" || fault !== undefined}>
        <summary
          data-testid="ai-add-root"
          className="cursor-pointer rounded-xl px-4 py-2.5 text-sm font-medium hover:bg-raised"
        >
          {t("ai.roots.add")}
        </summary>
        <div className="flex flex-col gap-3 px-4 pt-1 pb-4">
          <label className="flex cursor-pointer items-center justify-center gap-3 rounded-xl border border-dashed border-edge px-4 py-4 text-sm focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-violet-text hover:bg-raised">
            <FileUp className="size-5 shrink-0 text-violet-text" aria-hidden />
            <span>{t("ai.roots.file")}</span>
            <input
              type="file"
              accept=".pem,.crt,.cer,application/x-pem-file"
              className="sr-only"
              data-testid="ai-root-file"
              onChange={(e) => {
                const file = e.target.files?.[0];
                if (file) void open(file);
                // The same file, mended outside, can be chosen again.
                e.target.value = "";
              }}
            />
          </label>
          <Field
            label={t("ai.roots.paste")}
            error={fault && t(`ai.roots.fault.${fault}`)}
            hint={t("ai.roots.pasteHint")}
          >
            {(wiring) => (
              <TextArea
                {...wiring}
                rows={4}
                spellCheck={false}
                autoComplete="off"
                className="font-mono text-xs"
                placeholder={BEGIN}
                data-testid="ai-root-pem"
                value={pem}
                onChange={(e) => {
                  setFault(undefined);
                  setPem(e.target.value);
                }}
              />
            )}
          </Field>
          <Button
            className="self-start"
            data-testid="ai-trust-root"
            disabled={pem.trim() === "" || add.isPending}
            onClick={() => take(pem)}
          >
            {t("ai.roots.trust")}
          </Button>
        </div>
      </details>
      <p role="status" className="text-sm font-medium text-violet-text empty:hidden">
        {add.isSuccess && t("ai.roots.added")}
      </p>
      <ProblemNotice cause={add.error ?? remove.error} />
    </div>
  );
}

function Row({ certificate, onRemove }: { certificate: RootCertificate; onRemove: () => void }) {
  const { t, i18n } = useTranslation();
  const { subject, expires_at } = certificate;
  const [now] = useState(Date.now);
  const left = expires_at - now;
  const state = left <= 0 ? "over" : left < SOON_MS ? "soon" : "until";
  const name = subject || t("ai.roots.nameless");
  return (
    <li data-testid="ai-root" className="flex items-start gap-3 px-4 py-2.5 text-sm">
      <ShieldCheck className="mt-0.5 size-4 shrink-0 text-violet-text" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{name}</p>
        <p className={state === "until" ? "text-quiet" : "font-medium text-violet-text"}>
          {t(`ai.roots.${state}`, { date: day(expires_at, i18n.language) })}
        </p>
      </div>
      <Confirm
        trigger={
          <IconButton label={t("ai.roots.remove", { name })} data-testid="ai-remove-root">
            <Trash2 aria-hidden />
          </IconButton>
        }
        title={t("ai.roots.removeTitle")}
        text={t("ai.roots.removeText", { name })}
        action={t("ai.row.remove")}
        actionTestId="ai-confirm-remove-root"
        onConfirm={onRemove}
      />
    </li>
  );
}
