import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plug, Unplug } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type AiConnection, connectionQuery, machineKeys } from "@/api/machine";
import { unwrap } from "@/api/problem";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";

import { TestReport } from "./test-report";

/** The optional connection to an AI service: where, which model, and its key, which only ever goes to the keychain. */
export function ConnectionForm() {
  const { client } = useApi();
  const connection = useQuery(connectionQuery(client));
  return (
    <Loaded query={connection}>
      {/* What is stored anew is shown anew. */}
      {(stored) => <Form key={`${stored.base_url} ${stored.model}`} stored={stored} />}
    </Loaded>
  );
}

const EXAMPLES = ["https://api.openai.com/v1", "http://localhost:11434/v1"];

function Form({ stored }: { stored: AiConnection }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const [baseUrl, setBaseUrl] = useState(stored.base_url);
  const [model, setModel] = useState(stored.model);
  const [key, setKey] = useState("");
  const canKeep = stored.keychain === "available";
  // An untouched field leaves the key alone.
  const draft = () => ({
    base_url: baseUrl.trim(),
    model: model.trim(),
    ...(key !== "" && { api_key: key }),
  });
  const test = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/ai-connection/test", { body: draft() })),
  });
  const save = useMutation({
    mutationFn: () => unwrap(client.PUT("/api/v1/ai-connection", { body: draft() })),
    onSuccess: (kept) => {
      setKey("");
      queries.setQueryData(machineKeys.connection, kept);
    },
  });
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/ai-connection")),
    onSuccess: () => queries.invalidateQueries({ queryKey: machineKeys.connection }),
  });
  const busy = test.isPending || save.isPending || remove.isPending;
  const changed = baseUrl.trim() !== stored.base_url || model.trim() !== stored.model || key !== "";
  return (
    <form
      className="flex flex-col gap-4"
      data-testid="connection-form"
      onSubmit={(e) => {
        e.preventDefault();
        save.mutate();
      }}
    >
      <Field label={t("connection.address")} hint={t("connection.addressHint")}>
        {(wiring) => (
          <>
            <Input
              {...wiring}
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              list="connection-examples"
              placeholder={EXAMPLES[0]}
              data-testid="connection-url"
              value={baseUrl}
              onChange={(e) => setBaseUrl(e.target.value)}
            />
            <datalist id="connection-examples">
              {EXAMPLES.map((example) => (
                <option key={example} value={example} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("connection.model")} hint={t("connection.modelHint")}>
          {(wiring) => (
            <>
              <Input
                {...wiring}
                autoComplete="off"
                spellCheck={false}
                list="connection-models"
                data-testid="connection-model"
                value={model}
                onChange={(e) => setModel(e.target.value)}
              />
              <datalist id="connection-models">
                {test.data?.models.map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field
          label={t("connection.key")}
          hint={t(
            stored.has_key
              ? "connection.keyKept"
              : canKeep
                ? "connection.keyHint"
                : "connection.keyNowhere",
          )}
        >
          {(wiring) => (
            <Input
              {...wiring}
              type="password"
              autoComplete="off"
              data-testid="connection-key"
              value={key}
              onChange={(e) => setKey(e.target.value)}
            />
          )}
        </Field>
      </div>
      {!canKeep && (
        <Notice
          role="note"
          testId="keychain-state"
          title={t(
            stored.keychain === "missing"
              ? "connection.keychainMissing"
              : "connection.keychainLocked",
          )}
        >
          <p className="text-quiet">{t("connection.keychainText")}</p>
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          data-testid="test-connection"
          disabled={busy || baseUrl.trim() === ""}
          onClick={() => test.mutate()}
        >
          <Plug aria-hidden />
          {t(test.isPending ? "connection.testing" : "connection.test")}
        </Button>
        <Button
          type="submit"
          data-testid="save-connection"
          disabled={busy || !changed || baseUrl.trim() === "" || model.trim() === ""}
        >
          {t("connection.save")}
        </Button>
        {stored.base_url !== "" && (
          <Confirm
            trigger={
              <Button look="quiet" data-testid="remove-connection" disabled={busy}>
                <Unplug aria-hidden />
                {t("connection.remove")}
              </Button>
            }
            title={t("connection.removeTitle")}
            text={t("connection.removeText")}
            action={t("connection.remove")}
            actionTestId="confirm-remove-connection"
            onConfirm={() => remove.mutate()}
          />
        )}
        <span role="status" className="text-sm font-medium text-violet-text">
          {save.isSuccess && !changed && t("connection.saved")}
        </span>
      </div>
      <div role="status">
        {test.data && <TestReport result={test.data} model={model.trim()} onModel={setModel} />}
      </div>
      <ProblemNotice cause={test.error ?? save.error ?? remove.error} />
    </form>
  );
}
