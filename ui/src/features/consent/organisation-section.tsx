import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { consentKeys, type Organisation, organisationQuery } from "@/api/consent";
import { unwrap } from "@/api/problem";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { LANGUAGES } from "@/i18n/languages";

const MOST_DAYS = 3_650;
const MOST_LETTERS = 200;

/** Who candidates are told is responsible, whom they can ask, and how long recordings are kept. */
export function OrganisationSection() {
  const { client } = useApi();
  const query = useQuery(organisationQuery(client));
  return (
    <Loaded query={query}>{(organisation) => <OrganisationForm stored={organisation} />}</Loaded>
  );
}

/** Whether this could be an address; more can only be known by writing to it. */
const isAddress = (text: string) => /^\S+@[^\s@.]+\.[^\s@]+$/.test(text);

function OrganisationForm({ stored }: { stored: Organisation }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const toast = useToast();
  const [draft, setDraft] = useState(stored);
  const [limited, setLimited] = useState(stored.retention_days != null);
  const [days, setDays] = useState(String(stored.retention_days ?? 180));
  const change = (part: Partial<Organisation>) => setDraft((old) => ({ ...old, ...part }));
  const save = useMutation({
    mutationFn: (body: Organisation) => unwrap(client.PUT("/api/v1/organisation", { body })),
    onSuccess: (kept) => {
      queries.setQueryData(consentKeys.organisation, kept);
      setDraft(kept);
      toast.show({ text: t("organisation.saved") });
    },
  });
  const daysWrong = limited && !(/^\d+$/.test(days) && +days >= 1 && +days <= MOST_DAYS);
  const email = draft.contact_email.trim();
  const emailWrong = email !== "" && !isAddress(email);
  const noContact = ![draft.contact_person, email, draft.contact_phone].some((part) => part.trim());
  const line = (name: "name" | "contact_person" | "contact_phone", label: string) => (
    <Field label={label}>
      {(wiring) => (
        <Input
          {...wiring}
          value={draft[name]}
          maxLength={MOST_LETTERS}
          data-testid={`organisation-${name}`}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <form
      noValidate
      data-testid="organisation"
      className="flex max-w-2xl flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (daysWrong || emailWrong) return;
        save.mutate({ ...draft, retention_days: limited ? Number(days) : null });
      }}
    >
      {line("name", t("organisation.name"))}
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-3 font-semibold">{t("organisation.contact")}</legend>
        <div className="grid gap-4 sm:grid-cols-3">
          {line("contact_person", t("organisation.person"))}
          <Field label={t("organisation.email")} error={emailWrong && t("organisation.emailWrong")}>
            {(wiring) => (
              <Input
                {...wiring}
                type="email"
                value={draft.contact_email}
                maxLength={MOST_LETTERS}
                data-testid="organisation-contact_email"
                onChange={(event) => change({ contact_email: event.target.value })}
              />
            )}
          </Field>
          {line("contact_phone", t("organisation.phone"))}
        </div>
        {noContact && <Notice role="note">{t("organisation.contactMissing")}</Notice>}
      </fieldset>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-3 font-semibold">{t("organisation.retention")}</legend>
        {[false, true].map((value) => (
          <label key={String(value)} className="flex min-h-8 items-center gap-3 text-sm">
            <input
              type="radio"
              name="retention"
              className="size-4 accent-violet"
              data-testid={value ? "retention-limited" : "retention-unlimited"}
              checked={limited === value}
              onChange={() => setLimited(value)}
            />
            {t(value ? "organisation.limit" : "organisation.noLimit")}
          </label>
        ))}
        {limited && (
          <div className="ml-7 w-40">
            <Field label={t("organisation.days")} error={daysWrong && t("organisation.daysWrong")}>
              {(wiring) => (
                <Input
                  {...wiring}
                  inputMode="numeric"
                  value={days}
                  data-testid="retention-days"
                  onChange={(event) => setDays(event.target.value.trim())}
                />
              )}
            </Field>
          </div>
        )}
        <p className="text-sm text-quiet">{t("organisation.retentionHint")}</p>
      </fieldset>
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-1 font-semibold">{t("organisation.viewers")}</legend>
        <p className="text-sm text-quiet">{t("organisation.viewersHint")}</p>
        {LANGUAGES.map(({ code, name }) => (
          <Field key={code} label={name}>
            {(wiring) => (
              <Input
                {...wiring}
                lang={code}
                value={draft.viewers[code] ?? ""}
                maxLength={500}
                data-testid={`viewers-${code}`}
                onChange={(event) =>
                  change({ viewers: { ...draft.viewers, [code]: event.target.value || null } })
                }
              />
            )}
          </Field>
        ))}
      </fieldset>
      <ProblemNotice cause={save.error} />
      <div>
        <Button
          type="submit"
          look="primary"
          data-testid="save-organisation"
          disabled={save.isPending || daysWrong || emailWrong}
        >
          {t("organisation.save")}
        </Button>
      </div>
    </form>
  );
}
