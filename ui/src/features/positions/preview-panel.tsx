import { useQuery } from "@tanstack/react-query";
import { Square, Volume2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { previewQuery } from "@/api/positions";
import { Problem } from "@/api/problem";
import type { Language, Preview, PreviewDraft } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { roughly } from "@/i18n/format";
import { LANGUAGES } from "@/i18n/languages";

import { type Draft, planOf } from "./draft";
import { PreviewLines } from "./preview-lines";
import { useReadAloud } from "./read-aloud";

type Props = {
  draft: Draft;
  language: Language;
  onLanguage: (language: Language) => void;
  /** Recommended duration, as typed. */
  minutes: string;
  onMinutes: (minutes: string) => void;
};

/** What is passed on once nobody has typed for a moment. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** The plan as the interviewer would speak it, in the interviewer's own words. */
export function PreviewPanel({ draft, language, onLanguage, minutes, onMinutes }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const [name, setName] = useState("");
  const wanted: PreviewDraft = {
    title: draft.title.trim(),
    plan: planOf(draft),
    language,
    candidate_name: name.trim() || t("positions.preview.someone"),
    recommended_minutes: Math.min(480, Math.max(1, Math.round(Number(minutes)) || 30)),
  };
  const asked = useSettled(JSON.stringify(wanted), 300);
  const preview = useQuery(previewQuery(client, JSON.parse(asked) as PreviewDraft));
  const problem = preview.error === null ? null : Problem.from(preview.error);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-quiet">{t("positions.preview.intro")}</p>
      <div className="grid gap-3 min-[80rem]:grid-cols-2">
        <Field label={t("positions.preview.language")}>
          {(wiring) => (
            <Select
              {...wiring}
              data-testid="preview-language"
              value={language}
              onChange={(e) => onLanguage(e.target.value as Language)}
            >
              {LANGUAGES.map((l) => (
                <option key={l.code} value={l.code} lang={l.code}>
                  {l.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("positions.interviewMinutes")}>
          {(wiring) => (
            <Input
              {...wiring}
              type="number"
              min={1}
              max={480}
              data-testid="preview-minutes"
              value={minutes}
              onChange={(e) => onMinutes(e.target.value)}
            />
          )}
        </Field>
      </div>
      <Field label={t("positions.preview.name")}>
        {(wiring) => (
          <Input
            {...wiring}
            data-testid="preview-name"
            placeholder={t("positions.preview.someone")}
            value={name}
            onChange={(e) => setName(e.target.value)}
          />
        )}
      </Field>
      {problem?.errors.length ? (
        <Notice role="status" title={t("positions.preview.notYet")} testId="preview-not-yet">
          {t("positions.toMend", { count: problem.errors.length })}
        </Notice>
      ) : (
        <>
          <ProblemNotice cause={problem} />
          {preview.data && <Spoken key={language} preview={preview.data} language={language} />}
        </>
      )}
    </div>
  );
}

function Spoken({ preview, language }: { preview: Preview; language: Language }) {
  const { t, i18n } = useTranslation();
  const { hasVoice, reading, read, stop } = useReadAloud(language);
  const time = (ms: number) => roughly(ms, i18n.language);
  const name = LANGUAGES.find(({ code }) => code === language)?.name;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="font-medium" data-testid="preview-total">
          {t("positions.preview.total", { time: time(preview.total_ms) })}
        </p>
        {hasVoice &&
          (reading === null ? (
            <Button
              data-testid="read-aloud"
              onClick={() => read(preview.lines.map(({ text }) => text))}
            >
              <Volume2 aria-hidden />
              {t("positions.preview.read")}
            </Button>
          ) : (
            <Button data-testid="stop-reading" onClick={stop}>
              <Square aria-hidden />
              {t("positions.preview.stop")}
            </Button>
          ))}
      </div>
      {!hasVoice && (
        <p className="text-sm text-quiet">{t("positions.preview.noVoice", { language: name })}</p>
      )}
      {preview.not_asked.length > 0 && (
        <Notice role="note" testId="preview-left-out">
          {t("positions.preview.leftOut", { count: preview.not_asked.length })}
        </Notice>
      )}
      {preview.untranslated.length > 0 && (
        <Notice role="note" testId="preview-untranslated">
          {t("positions.preview.untranslated", {
            count: preview.untranslated.length,
            language: name,
          })}
        </Notice>
      )}
      <PreviewLines preview={preview} language={language} reading={reading} />
    </>
  );
}
