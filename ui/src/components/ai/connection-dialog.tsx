import { Plug } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { AiConnection, AiDraft, AiSettings, OfferedModel } from "@/api/ai";
import { ProblemNotice } from "@/components/problem-notice";
import { AddressField } from "@/components/ui/address-field";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";

import {
  addressFault,
  draftOf,
  faultsOf,
  type FieldName,
  type Form,
  formOf,
  isLocal,
  isPassedOn,
  isSameServer,
  newForm,
  parsed,
  type Service,
} from "./draft";
import { KeyField } from "./key-field";
import { LocalServers } from "./local-servers";
import { ModelField } from "./model-field";
import { MoreFields } from "./more-fields";
import { ServiceCards } from "./service-cards";
import { TestReport } from "./test-report";
import { useAiAction, useAiQuestion } from "./use-ai";

type Props = {
  settings: AiSettings;
  /** The connection to change; a new one without. */
  kept?: AiConnection;
  onClose: () => void;
};

/** Fields that are usually not seen. */
const IN_MORE = [
  "firstToken",
  "total",
  "inputPrice",
  "outputPrice",
  "organization",
  "project",
] as const satisfies readonly FieldName[];

/** Adds or changes a connection; it can be tested before it is kept. */
export function ConnectionDialog({ settings, kept, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [form, setForm] = useState<Form>(() =>
    kept ? formOf(kept, i18n.language) : newForm("openai"),
  );
  const [tried, setTried] = useState(false);
  const [offered, setOffered] = useState<readonly OfferedModel[] | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const test = useAiQuestion((ai, draft: AiDraft) => ai.test(draft));
  const save = useAiAction((ai, draft: AiDraft) =>
    kept ? ai.change(kept.id, draft) : ai.add(draft),
  );

  const faults = faultsOf(form);
  // The first look at an empty form is no time to complain.
  const wrong = (field: FieldName) => {
    const fault = faults[field];
    return tried && fault ? t(`ai.fault.${fault}`) : undefined;
  };
  const change = (changed: Partial<Form>) => {
    setForm((old) => ({ ...old, ...changed }));
    // What was found is about what stood there before.
    test.reset();
    if (changed.baseUrl !== undefined || changed.key !== undefined) setOffered(null);
  };
  const choose = (service: Service) => {
    if (service !== form.service) {
      const { name, api, baseUrl, firstToken, total } = newForm(service);
      // A key that was typed was meant for the other server.
      const key = { do: "enter", key: "" } as const;
      change({ service, name, api, baseUrl, firstToken, total, key, model: "" });
    }
  };
  const address = parsed(form.baseUrl);
  const local = address !== null && isLocal(address);
  const sameServer = isSameServer(kept, form.baseUrl);
  const ask = (model: string) => {
    const draft = { ...draftOf(form, kept), model, ...(kept && { id: kept.id }) };
    test.mutate(draft, { onSuccess: ({ models }) => setOffered(models) });
  };
  const addressWrong = addressFault(form.baseUrl);
  const cannotAsk = test.isPending || addressWrong !== undefined || faults.key !== undefined;
  const submit = () => {
    setTried(true);
    const first = Object.keys(faults).length > 0;
    if (first) {
      // Once the fields are marked: the first of them is where to go on.
      requestAnimationFrame(() =>
        element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(),
      );
      return;
    }
    save.mutate(draftOf(form, kept), { onSuccess: onClose });
  };
  const moreWrong = tried && IN_MORE.some((field) => faults[field]);

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={kept ? t("ai.edit", { name: kept.name }) : t("ai.add")}
    >
      <form
        ref={element}
        noValidate
        data-testid="ai-connection-form"
        className="flex flex-col gap-5"
        onSubmit={(e) => {
          e.preventDefault();
          // A form within a page of forms: its submission is its own.
          e.stopPropagation();
          submit();
        }}
      >
        {!kept && <ServiceCards value={form.service} onChange={choose} />}
        {form.service === "local" && (
          <LocalServers
            onUse={({ name, base_url, api, models }) => {
              const key = { do: "enter", key: "" } as const;
              change({ name, api, key, baseUrl: base_url, model: models[0] ?? "" });
              setOffered(models.map((id) => ({ id, shutdown_date: null })));
            }}
          />
        )}
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field label={t("ai.name.label")} hint={t("ai.name.hint")}>
            {(wiring) => (
              <Input
                {...wiring}
                autoComplete="off"
                maxLength={80}
                data-testid="ai-name"
                value={form.name}
                onChange={(e) => setForm((old) => ({ ...old, name: e.target.value }))}
              />
            )}
          </Field>
          <Field label={t("ai.api.label")} hint={t(`ai.api.${form.api}Text`)}>
            {(wiring) => (
              <Select
                {...wiring}
                data-testid="ai-api"
                value={form.api}
                onChange={(e) => change({ api: e.target.value === "chat" ? "chat" : "responses" })}
              >
                <option value="responses">{t("ai.api.responses")}</option>
                <option value="chat">{t("ai.api.chat")}</option>
              </Select>
            )}
          </Field>
        </div>
        <AddressField
          label={t("ai.address.label")}
          hint={t("ai.address.hint")}
          error={
            addressWrong === "addressUnencrypted" ? t(`ai.fault.${addressWrong}`) : wrong("baseUrl")
          }
          testId="ai-address"
          value={form.baseUrl}
          onChange={(baseUrl) => change({ baseUrl })}
        />
        <KeyField
          value={form.key}
          onChange={(key) => change({ key })}
          isKept={kept?.has_key === true && sameServer}
          isForAnother={kept?.has_key === true && !sameServer}
          keychain={settings.keychain}
          local={local}
          error={wrong("key")}
        />
        <ModelField
          value={form.model}
          onChange={(model) => change({ model })}
          error={wrong("model")}
          offered={offered}
          onAsk={() => ask("")}
          cannotAsk={cannotAsk}
        />
        {local && isPassedOn(form.model) && (
          <Notice role="note" testId="ai-passed-on">
            {t("ai.model.passedOn")}
          </Notice>
        )}
        <MoreFields
          form={form}
          onChange={change}
          wrong={wrong}
          isWrong={moreWrong}
          currency={settings.budget.currency}
        />
        <div role="status" className="empty:hidden">
          {test.isPending && local && <p className="text-sm text-quiet">{t("ai.loading")}</p>}
          {test.data && <TestReport result={test.data} model={test.variables.model ?? ""} />}
        </div>
        <ProblemNotice cause={test.error ?? save.error} />
        <div className="flex flex-wrap items-center gap-3">
          <Button data-testid="ai-test" disabled={cannotAsk} onClick={() => ask(form.model.trim())}>
            <Plug aria-hidden />
            {t(test.isPending ? "ai.testing" : "ai.test")}
          </Button>
          <p className="min-w-0 flex-1 basis-40 text-sm text-quiet">{t("ai.testSends")}</p>
          <div className="ml-auto flex flex-wrap gap-3">
            <Button data-testid="ai-cancel" onClick={onClose}>
              {t("common.goBack")}
            </Button>
            <Button type="submit" look="primary" data-testid="ai-save" disabled={save.isPending}>
              {t("ai.save")}
            </Button>
          </div>
        </div>
      </form>
    </Dialog>
  );
}
