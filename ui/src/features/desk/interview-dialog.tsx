import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Controller, type FieldError, useForm, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { positionsQuery, samplesQuery } from "@/api/queries";
import type { Interview, Language } from "@/api/types";
import { WhoWords } from "@/components/ai/who-words";
import { planLanguages } from "@/components/localized";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, TextArea } from "@/components/ui/field";

import { AccommodationsFields } from "./accommodations-fields";
import { CreatedPanel } from "./created-panel";
import {
  formOf,
  type InterviewForm,
  interviewSchema,
  sampleValue,
  useSaveInterview,
} from "./interview-form";
import {
  CandidateField,
  ExternalIdField,
  LanguageField,
  PositionField,
  VocabularyField,
} from "./shared-fields";

type FormKey = "form.required" | "form.tooLong" | "form.minutes";

type Props = {
  /** The interview to change, which nobody has begun; a new one without. */
  interview?: Interview;
  onClose: () => void;
  onInvite?: (id: string) => void;
};

/** Everything about an interview that is settled before it begins, on one sheet. */
export function InterviewDialog({ interview, onClose, onInvite }: Props) {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const positions = useQuery(positionsQuery(client));
  const samples = useQuery(samplesQuery(client));
  const [created, setCreated] = useState<Interview | null>(null);
  const form = useForm<InterviewForm>({
    resolver: zodResolver(interviewSchema),
    defaultValues: formOf(interview, i18n.language as Language),
  });
  const save = useSaveInterview(
    interview,
    (id) => form.setValue("position", id),
    (saved) => {
      if (interview === undefined) setCreated(saved);
      else onClose();
    },
  );

  const chosen = useWatch({ control: form.control, name: "position" });
  const known = positions.data ?? [];
  const unused = (samples.data ?? []).filter(({ title }) => known.every((p) => p.title !== title));

  const onPosition = (value: string) => {
    const position = known.find(({ id }) => id === value);
    const sample = unused.find(({ name }) => sampleValue(name) === value);
    const offered = position ? planLanguages(position.plan) : (sample?.languages ?? []);
    const first = offered[0];
    if (first && !offered.includes(form.getValues("language"))) form.setValue("language", first);
  };
  const minutes = useWatch({ control: form.control, name: "minutes" });
  const wrong = (error: FieldError | undefined) => error?.message && t(error.message as FormKey);
  const { errors } = form.formState;

  if (created) {
    const title = t("newInterview.created", { name: created.candidate_name });
    return (
      <Dialog open onOpenChange={onClose} title={title} intro={t("newInterview.createdText")}>
        <CreatedPanel interview={created} onClose={onClose} {...(onInvite && { onInvite })} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(interview === undefined ? "newInterview.title" : "newInterview.editTitle")}
    >
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(e) => void form.handleSubmit((values) => save.mutate(values))(e)}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <CandidateField
            field={form.register("candidateName")}
            error={wrong(errors.candidateName)}
            testId="candidate-name"
          />
          <ExternalIdField
            field={form.register("externalId")}
            error={wrong(errors.externalId)}
            testId="external-id"
          />
        </div>
        <PositionField
          field={form.register("position", {
            onChange: (e: { target: { value: string } }) => onPosition(e.target.value),
          })}
          error={wrong(errors.position)}
          testId="position-select"
          positions={known}
          value={chosen}
          before={
            interview !== undefined &&
            known.every(({ id }) => id !== interview.position_id) && (
              <option value={interview.position_id}>{t("newInterview.keepPosition")}</option>
            )
          }
        >
          {unused.length > 0 && (
            <optgroup label={t("newInterview.fromSample")}>
              {unused.map(({ name, title }) => (
                <option key={name} value={sampleValue(name)}>
                  {title}
                </option>
              ))}
            </optgroup>
          )}
        </PositionField>
        <div className="grid gap-4 sm:grid-cols-2">
          <LanguageField
            label={t("newInterview.language")}
            field={form.register("language")}
            testId="language-select"
          />
          <Field label={t("newInterview.minutes")} error={wrong(errors.minutes)}>
            {(wiring) => (
              <Input
                {...wiring}
                type="number"
                min={1}
                max={480}
                data-testid="minutes"
                {...form.register("minutes", { valueAsNumber: true })}
              />
            )}
          </Field>
        </div>
        <Field
          label={t("newInterview.description")}
          hint={t("newInterview.descriptionHint")}
          error={wrong(errors.description)}
        >
          {(wiring) => (
            <TextArea
              {...wiring}
              rows={2}
              data-testid="description"
              {...form.register("description")}
            />
          )}
        </Field>
        <Field
          label={t("newInterview.knowledge")}
          hint={t("newInterview.knowledgeHint")}
          error={wrong(errors.knowledgeBase)}
        >
          {(wiring) => (
            <TextArea
              {...wiring}
              rows={3}
              data-testid="knowledge-base"
              {...form.register("knowledgeBase")}
            />
          )}
        </Field>
        <VocabularyField
          field={form.register("vocabulary")}
          error={wrong(errors.vocabulary)}
          testId="vocabulary"
        />
        <Controller
          control={form.control}
          name="accommodations"
          render={({ field }) => (
            <AccommodationsFields value={field.value} onChange={field.onChange} minutes={minutes} />
          )}
        />
        <WhoWords />
        <ProblemNotice cause={positions.error ?? samples.error ?? save.error} />
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{t("common.goBack")}</Button>
          <Button
            type="submit"
            look="primary"
            data-testid="create-interview"
            disabled={save.isPending}
          >
            {t(interview === undefined ? "newInterview.create" : "newInterview.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
