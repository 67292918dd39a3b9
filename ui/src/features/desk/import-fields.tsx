import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { type FieldError, useForm, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { modelsQuery, positionsQuery } from "@/api/queries";
import type { SoundFileView } from "@/api/recording-imports";
import type { Language } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input, Select, TextArea } from "@/components/ui/field";

import { type ImportForm, importFormOf, importSchema } from "./import-form";
import {
  CandidateField,
  ExternalIdField,
  LanguageField,
  PositionField,
  VocabularyField,
} from "./shared-fields";

type FormKey = "form.required" | "form.tooLong" | "form.future";

type Props = {
  file: SoundFileView;
  /** It is being asked whether the recording can be taken in. */
  taking: boolean;
  /** Why it was not taken in. */
  refused: Error | null;
  onClose: () => void;
  onTake: (form: ImportForm) => void;
};

/** Whose recording it is, who speaks in it, and how it was agreed to. */
export function ImportFields({ file, taking, refused, onClose, onTake }: Props) {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const positions = useQuery(positionsQuery(client));
  const models = useQuery(modelsQuery(client));
  const form = useForm<ImportForm>({
    resolver: zodResolver(importSchema),
    defaultValues: importFormOf(file, i18n.language as Language),
  });
  const { errors } = form.formState;
  const language = useWatch({ control: form.control, name: "language" });
  const position = useWatch({ control: form.control, name: "position" });
  const wrong = (error: FieldError | undefined) => error?.message && t(error.message as FormKey);
  const usable = (models.data ?? []).filter(
    ({ installed, languages }) => installed && languages.includes(language),
  );
  const noPosition = positions.data?.length === 0;
  const noModel = models.isSuccess && usable.length === 0;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      aria-busy={taking}
      onSubmit={(e) => void form.handleSubmit(onTake)(e)}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <CandidateField
          field={form.register("candidateName")}
          error={wrong(errors.candidateName)}
          testId="import-candidate"
        />
        <ExternalIdField
          field={form.register("externalId")}
          error={wrong(errors.externalId)}
          testId="import-external-id"
        />
        <PositionField
          field={form.register("position")}
          error={wrong(errors.position)}
          testId="import-position"
          positions={positions.data ?? []}
          value={position}
          hint={noPosition ? t("importRecording.noPosition") : undefined}
        />
        <Field label={t("importRecording.recordedAt")} error={wrong(errors.recordedAt)}>
          {(wiring) => (
            <Input
              {...wiring}
              type="datetime-local"
              data-testid="import-recorded-at"
              {...form.register("recordedAt")}
            />
          )}
        </Field>
        <LanguageField
          label={t("importRecording.language")}
          field={form.register("language")}
          testId="import-language"
        />
        <Field label={t("setup.model")} {...(noModel && { error: t("importRecording.noModel") })}>
          {(wiring) => (
            <Select
              {...wiring}
              data-testid="import-with-model"
              disabled={noModel}
              {...form.register("model")}
            >
              <option value="">{t("importRecording.bestModel")}</option>
              {usable.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-sm font-medium">{t("importRecording.speakers")}</legend>
        {(["one", "candidateFirst", "recruiterFirst"] as const).map((speakers) => (
          <label
            key={speakers}
            className="flex min-h-10 items-center gap-2.5 rounded-lg border border-edge px-3 py-1.5 text-sm has-checked:border-violet-text has-checked:bg-violet-mist has-disabled:border-line has-disabled:text-quiet"
          >
            <input
              type="radio"
              value={speakers}
              data-testid={`speakers-${speakers}`}
              disabled={speakers !== "one" && file.channels !== 2}
              className="size-4 shrink-0 accent-violet-text"
              {...form.register("speakers")}
            />
            {t(`importRecording.who.${speakers}`)}
          </label>
        ))}
        <p className="text-sm text-quiet">
          {t(file.channels === 2 ? "importRecording.stereoHint" : "importRecording.monoHint")}
        </p>
      </fieldset>
      <VocabularyField
        field={form.register("vocabulary")}
        error={wrong(errors.vocabulary)}
        testId="import-vocabulary"
      />
      <Field
        label={t("importRecording.consent")}
        hint={t("importRecording.consentHint")}
        error={wrong(errors.consent)}
      >
        {(wiring) => (
          <TextArea
            {...wiring}
            rows={3}
            required
            data-testid="import-consent"
            {...form.register("consent")}
          />
        )}
      </Field>
      <ProblemNotice cause={positions.error ?? models.error ?? refused} />
      <div className="flex flex-wrap justify-end gap-3">
        <Button disabled={taking} onClick={onClose}>
          {t("common.goBack")}
        </Button>
        <Button
          type="submit"
          look="primary"
          data-testid="import-recording"
          disabled={taking || noModel}
        >
          {t(file.earlier ? "importRecording.startAgain" : "importRecording.start")}
        </Button>
      </div>
    </form>
  );
}
