import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FieldError, useForm, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { positionsQuery, samplesQuery } from "@/api/queries";
import type { Language } from "@/api/types";
import { planLanguages } from "@/components/localized";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select, TextArea } from "@/components/ui/field";
import { LANGUAGES } from "@/i18n/languages";

import {
  type NewInterview,
  newInterviewSchema,
  sampleValue,
  useCreateInterview,
} from "./new-interview";

type FormKey = "form.required" | "form.tooLong" | "form.minutes";

export function NewInterviewDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { client } = useApi();
  const positions = useQuery(positionsQuery(client));
  const samples = useQuery(samplesQuery(client));
  const form = useForm<NewInterview>({
    resolver: zodResolver(newInterviewSchema),
    defaultValues: {
      candidateName: "",
      externalId: "",
      position: "",
      language: i18n.language as Language,
      minutes: 30,
      description: "",
      knowledgeBase: "",
    },
  });
  const create = useCreateInterview(
    (id) => form.setValue("position", id),
    ({ id }) => {
      onClose();
      void navigate({ to: "/interviews/$interviewId/room", params: { interviewId: id } });
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
  const wrong = (error: FieldError | undefined) => error?.message && t(error.message as FormKey);
  const { errors } = form.formState;

  return (
    <Dialog open onOpenChange={onClose} title={t("newInterview.title")}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(e) => void form.handleSubmit((values) => create.mutate(values))(e)}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("newInterview.candidate")} error={wrong(errors.candidateName)}>
            {(wiring) => (
              <Input
                {...wiring}
                autoComplete="off"
                data-testid="candidate-name"
                {...form.register("candidateName")}
              />
            )}
          </Field>
          <Field label={t("newInterview.externalId")} error={wrong(errors.externalId)}>
            {(wiring) => (
              <Input
                {...wiring}
                autoComplete="off"
                data-testid="external-id"
                {...form.register("externalId")}
              />
            )}
          </Field>
        </div>
        <Field label={t("newInterview.position")} error={wrong(errors.position)}>
          {(wiring) => (
            <Select
              {...wiring}
              data-testid="position-select"
              {...form.register("position", {
                onChange: (e: { target: { value: string } }) => onPosition(e.target.value),
              })}
              // Chosen anew whenever the options change, for a sample becomes a position.
              value={chosen}
            >
              <option value="">{t("common.choose")}</option>
              {known.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
              {unused.length > 0 && (
                <optgroup label={t("newInterview.fromSample")}>
                  {unused.map(({ name, title }) => (
                    <option key={name} value={sampleValue(name)}>
                      {title}
                    </option>
                  ))}
                </optgroup>
              )}
            </Select>
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("newInterview.language")}>
            {(wiring) => (
              <Select {...wiring} data-testid="language-select" {...form.register("language")}>
                {LANGUAGES.map(({ code, name }) => (
                  <option key={code} value={code} lang={code}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
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
          {(wiring) => <TextArea {...wiring} rows={2} {...form.register("description")} />}
        </Field>
        <Field
          label={t("newInterview.knowledge")}
          hint={t("newInterview.knowledgeHint")}
          error={wrong(errors.knowledgeBase)}
        >
          {(wiring) => <TextArea {...wiring} rows={3} {...form.register("knowledgeBase")} />}
        </Field>
        <ProblemNotice cause={positions.error ?? samples.error ?? create.error} />
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{t("common.goBack")}</Button>
          <Button
            type="submit"
            look="primary"
            data-testid="create-interview"
            disabled={create.isPending}
          >
            {t("newInterview.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
