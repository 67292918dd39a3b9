import { useMutation } from "@tanstack/react-query";
import {
  Braces,
  Captions,
  Check,
  FileDown,
  FileText,
  FileType,
  Hash,
  Printer,
  Table,
  type LucideIcon,
} from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import type { DocumentFormat, Language } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { LANGUAGES } from "@/i18n/languages";

/** The forms in the order they are offered: for people first, for programs last. */
const FORMATS: readonly { format: DocumentFormat; Icon: LucideIcon }[] = [
  { format: "pdf", Icon: Printer },
  { format: "docx", Icon: FileText },
  { format: "txt", Icon: FileType },
  { format: "md", Icon: Hash },
  { format: "csv", Icon: Table },
  { format: "json", Icon: Braces },
  { format: "srt", Icon: Captions },
  { format: "vtt", Icon: Captions },
];

type Props = { interviewId: string; language: Language; onSaved: () => void };

/** The transcript in eight forms, each written beside the automatic files when asked for. */
export function Documents({ interviewId, language, onSaved }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const id = useId();
  const [headings, setHeadings] = useState<Language>(language);
  const [saved, setSaved] = useState<Partial<Record<DocumentFormat, string>>>({});
  const save = useMutation({
    mutationFn: (format: DocumentFormat) =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/documents", {
          params: { path: { id: interviewId } },
          body: { format, language: headings },
        }),
      ),
    onSuccess: ({ format, path }) => {
      setSaved((before) => ({ ...before, [format]: path }));
      onSaved();
    },
  });
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <h3 id={id} className="font-semibold">
        {t("exports.documents")}
      </h3>
      <Field label={t("exports.headings")} hint={t("exports.headingsHint")}>
        {(wiring) => (
          <Select
            {...wiring}
            data-testid="document-language"
            value={headings}
            onChange={({ target }) => {
              const chosen = LANGUAGES.find(({ code }) => code === target.value);
              if (chosen) setHeadings(chosen.code);
            }}
          >
            {LANGUAGES.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <ul aria-labelledby={id} data-testid="documents" className="flex flex-col">
        {FORMATS.map(({ format, Icon }) => {
          const waiting = save.isPending && save.variables === format;
          const name = t(`exports.format.${format}.name`);
          return (
            <li
              key={format}
              className="flex items-center gap-3 border-b border-line py-2 last:border-b-0"
            >
              <Icon aria-hidden className="size-4 shrink-0 text-violet-text" />
              <div className="min-w-0 flex-1">
                <p id={`${id}-${format}`} className="text-sm font-medium">
                  {name}
                </p>
                <p id={`${id}-${format}-for`} className="text-xs text-quiet">
                  {t(`exports.format.${format}.for`)}
                </p>
              </div>
              <Button
                look="quiet"
                className="px-3"
                data-testid={`save-${format}`}
                aria-label={t("exports.saveAs", { name })}
                aria-describedby={`${id}-${format}-for`}
                aria-busy={waiting}
                disabled={save.isPending}
                onClick={() => save.mutate(format)}
              >
                {saved[format] === undefined ? <FileDown aria-hidden /> : <Check aria-hidden />}
                {waiting ? t("exports.saving") : t("exports.save")}
              </Button>
            </li>
          );
        })}
      </ul>
      <ProblemNotice cause={save.error} />
      <div role="status" className="text-sm">
        {save.isSuccess && (
          <p>{t("exports.saved", { name: t(`exports.format.${save.data.format}.name`) })}</p>
        )}
      </div>
      {Object.keys(saved).length > 0 && (
        <ul
          data-testid="saved-documents"
          aria-label={t("exports.savedFiles")}
          className="flex flex-col gap-1.5"
        >
          {FORMATS.map(({ format }) => saved[format]).map(
            (path) =>
              path !== undefined && (
                <li key={path} className="rounded bg-raised px-2 py-1 font-mono text-xs break-all">
                  {path}
                </li>
              ),
          )}
        </ul>
      )}
    </div>
  );
}
