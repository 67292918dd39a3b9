// Fields that a new interview and an imported recording have in common.

import type { ReactNode } from "react";
import type { UseFormRegisterReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";

import type { Position } from "@/api/types";
import { Field, Input, Select, TextArea } from "@/components/ui/field";
import { LANGUAGES } from "@/i18n/languages";

type Props = {
  /** The field of the form. */
  field: UseFormRegisterReturn;
  /** What is wrong with it, in words. */
  error?: string | undefined;
  testId: string;
};

/** The candidate's name. */
export function CandidateField({ field, error, testId }: Props) {
  const { t } = useTranslation();
  return (
    <Field label={t("newInterview.candidate")} error={error}>
      {(wiring) => <Input {...wiring} autoComplete="off" data-testid={testId} {...field} />}
    </Field>
  );
}

/** The candidate's number in the organisation's own system. */
export function ExternalIdField({ field, error, testId }: Props) {
  const { t } = useTranslation();
  return (
    <Field label={t("newInterview.externalId")} error={error}>
      {(wiring) => <Input {...wiring} autoComplete="off" data-testid={testId} {...field} />}
    </Field>
  );
}

type PositionProps = Props & {
  positions: readonly Position[];
  value: string;
  hint?: string | undefined;
  /** Choices before the positions, and after them. */
  before?: ReactNode;
  children?: ReactNode;
};

/** The position interviewed for. Its value is chosen anew whenever the choices change. */
export function PositionField(props: PositionProps) {
  const { field, error, testId, positions, value, hint, before, children } = props;
  const { t } = useTranslation();
  return (
    <Field label={t("newInterview.position")} error={error} hint={hint}>
      {(wiring) => (
        <Select {...wiring} data-testid={testId} {...field} value={value}>
          <option value="">{t("common.choose")}</option>
          {before}
          {positions.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
          {children}
        </Select>
      )}
    </Field>
  );
}

/** One of Candor's languages. */
export function LanguageField({ label, field, testId }: Omit<Props, "error"> & { label: string }) {
  return (
    <Field label={label}>
      {(wiring) => (
        <Select {...wiring} data-testid={testId} {...field}>
          {LANGUAGES.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** Names and words the recogniser should expect. */
export function VocabularyField({ field, error, testId }: Props) {
  const { t } = useTranslation();
  return (
    <Field
      label={t("newInterview.vocabulary")}
      hint={t("newInterview.vocabularyHint")}
      error={error}
    >
      {(wiring) => <TextArea {...wiring} rows={2} data-testid={testId} {...field} />}
    </Field>
  );
}
