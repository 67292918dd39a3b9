import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import {
  consentKeys,
  type ConsentTexts,
  type ConsentTextSettings,
  consentTextsQuery,
  type SectionKind,
} from "@/api/consent";
import { unwrap } from "@/api/problem";
import type { Language } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { useToast } from "@/components/ui/toast";
import { LANGUAGES } from "@/i18n/languages";

import { Preview } from "./preview";
import { Versions } from "./versions";

/** All sections an organisation words itself; the one on AI is made of the settings, so that it is always true. */
const KINDS = [
  "interviewer",
  "recorded",
  "kept",
  "retention",
  "viewers",
  "withdrawal",
  "additional",
] as const satisfies readonly SectionKind[];
type Kind = (typeof KINDS)[number];
const PLACEHOLDERS = ["{organisation}", "{contact}", "{retention}", "{viewers}"];
const MOST_LETTERS = 2_000;

/** The words candidates read before anything is recorded, section by section, so that none can be forgotten. */
export function ConsentTextSection() {
  const { client } = useApi();
  const query = useQuery(consentTextsQuery(client));
  return (
    <Loaded query={query}>
      {(settings) => <Editor key={settings.version} settings={settings} />}
    </Loaded>
  );
}

function Editor({ settings }: { settings: ConsentTextSettings }) {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const toast = useToast();
  const [language, setLanguage] = useState<Language>(
    () => LANGUAGES.find(({ code }) => code === i18n.language)?.code ?? "en",
  );
  const [draft, setDraft] = useState<ConsentTexts>(settings.texts);
  const [previewing, setPreviewing] = useState(false);
  const kept = (next: ConsentTextSettings) => {
    queries.setQueryData(consentKeys.texts, next);
    toast.show({ text: t("consentText.saved", { version: next.version }) });
  };
  const save = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/consent-texts", { body: draft })),
    onSuccess: kept,
  });
  const choose = useMutation({
    mutationFn: (version: string) =>
      unwrap(client.PUT("/api/v1/consent-texts/in-force", { body: { version } })),
    onSuccess: kept,
  });
  const changed = JSON.stringify(draft) !== JSON.stringify(settings.texts);
  const empty = (code: Language, kind: Kind) =>
    kind !== "additional" && draft[code][kind].trim() === "";
  const incomplete = LANGUAGES.filter(({ code }) => KINDS.some((kind) => empty(code, kind)));
  const write = (code: Language, kind: Kind, words: string) =>
    setDraft((old) => ({ ...old, [code]: { ...old[code], [kind]: words } }));
  return (
    <div className="flex max-w-3xl flex-col gap-6" data-testid="consent-texts">
      <p className="font-medium" data-testid="consent-in-force">
        {t("consentText.inForce", { version: settings.version })}
        {settings.is_built_in && ` (${t("consentText.builtIn")})`}
      </p>
      <Tabs
        label={t("consentText.language")}
        value={language}
        onValueChange={setLanguage}
        tabs={LANGUAGES.map(({ code, name }) => ({
          value: code,
          label: name,
          lang: code,
          testId: `consent-text-${code}`,
        }))}
      >
        {LANGUAGES.map(({ code }) => (
          <TabPanel key={code} value={code} className="flex flex-col gap-4">
            {KINDS.map((kind) => (
              <Field
                key={kind}
                label={t(`consentText.section.${kind}`)}
                hint={kind === "additional" && t("consentText.optional")}
                error={empty(code, kind) && t("consentText.missing")}
              >
                {(wiring) => (
                  <TextArea
                    {...wiring}
                    lang={code}
                    rows={kind === "withdrawal" ? 6 : 3}
                    maxLength={MOST_LETTERS}
                    value={draft[code][kind] ?? ""}
                    data-testid={`words-${code}-${kind}`}
                    onChange={(event) => write(code, kind, event.target.value)}
                  />
                )}
              </Field>
            ))}
          </TabPanel>
        ))}
      </Tabs>
      <p className="max-w-prose text-sm text-quiet">{t("consentText.ai")}</p>
      <p className="text-sm text-quiet">
        {t("consentText.placeholders", { names: PLACEHOLDERS.join(", ") })}
      </p>
      {incomplete.length > 0 && (
        <p role="status" className="text-sm font-medium text-violet-text">
          {t("consentText.missingIn", { languages: incomplete.map(({ name }) => name).join(", ") })}
        </p>
      )}
      <ProblemNotice cause={save.error ?? choose.error} />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          data-testid="save-consent-text"
          disabled={!changed || incomplete.length > 0 || save.isPending}
          onClick={() => save.mutate()}
        >
          {t("consentText.save")}
        </Button>
        <Button
          aria-expanded={previewing}
          data-testid="preview-consent-text"
          disabled={incomplete.length > 0}
          onClick={() => setPreviewing((open) => !open)}
        >
          {t(previewing ? "consentText.closePreview" : "consentText.preview")}
        </Button>
        {changed && (
          <>
            <Button
              look="quiet"
              data-testid="discard-consent-text"
              onClick={() => setDraft(settings.texts)}
            >
              {t("consentText.discard")}
            </Button>
            <span className="text-sm text-quiet">{t("consentText.changed")}</span>
          </>
        )}
      </div>
      {previewing && incomplete.length === 0 && <Preview texts={draft} language={language} />}
      <Versions settings={settings} pending={choose.isPending} onChoose={choose.mutate} />
    </div>
  );
}
