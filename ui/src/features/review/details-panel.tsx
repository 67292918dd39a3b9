import { useMutation } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import type { SpeakerNames } from "@/api/review";
import type { InterviewDetail, Role } from "@/api/types";
import { useErase } from "@/components/erase-host";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { useToast } from "@/components/ui/toast";
import { RecordWithdrawal } from "@/components/record-withdrawal";
import { clock, dateTime } from "@/i18n/format";
import { LANGUAGES } from "@/i18n/languages";

/** What was entered for the interview, what its speakers are called, and the way to erase it. */
export function DetailsPanel({ detail }: { detail: InterviewDetail }) {
  const { t, i18n } = useTranslation();
  const erase = useErase();
  const { interview } = detail;
  const at = (ms: number | null | undefined) => (ms == null ? null : dateTime(ms, i18n.language));
  const facts: [string, string | null][] = [
    [t("details.candidate"), interview.candidate_name],
    [t("details.number"), interview.candidate_external_id ?? null],
    [t("details.position"), detail.position_title],
    [
      t("details.language"),
      LANGUAGES.find(({ code }) => code === interview.language)?.name ?? interview.language,
    ],
    [t("details.created"), at(interview.created_at)],
    [t("details.consented"), at(interview.consented_at)],
    [t("details.started"), at(interview.started_at)],
    [t("details.finished"), at(interview.finished_at ?? interview.cancelled_at)],
    [t("details.duration"), clock(detail.duration_ms)],
    [t("details.description"), interview.description || null],
  ];
  return (
    <div className="flex flex-col gap-6">
      <dl
        className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm"
        data-testid="facts"
      >
        {facts.map(([term, value]) =>
          value === null ? null : (
            <div key={term} className="contents">
              <dt className="text-quiet">{term}</dt>
              <dd className="whitespace-pre-line">{value}</dd>
            </div>
          ),
        )}
      </dl>
      <Speakers
        key={JSON.stringify(detail.speakers)}
        interviewId={interview.id}
        names={detail.speakers}
      />
      <RecordWithdrawal interview={interview} />
      <section className="flex flex-col items-start gap-2 border-t border-line pt-4">
        <h3 className="font-semibold">{t("details.erase")}</h3>
        <p className="text-sm text-quiet">{t("details.eraseHint")}</p>
        <Button data-testid="erase" onClick={() => erase(interview.id)}>
          <Trash2 aria-hidden />
          {t("details.eraseButton")}
        </Button>
      </section>
    </div>
  );
}

/** A name, or null where there is none. */
function given(name: string | null | undefined): string | null {
  const trimmed = name?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
}

const ROLES: Role[] = ["candidate", "ai_hr", "recruiter"];

/** What the speakers are called, on screen and in everything exported. */
function Speakers({ interviewId, names }: { interviewId: string; names: SpeakerNames }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const toasts = useToast();
  const [wanted, setWanted] = useState<SpeakerNames>(names);
  const plain = (own: SpeakerNames) => ROLES.map((role) => own[role]?.trim() ?? "").join("\n");
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        client.PUT("/api/v1/interviews/{id}/speakers", {
          params: { path: { id: interviewId } },
          body: Object.fromEntries(ROLES.map((role) => [role, given(wanted[role])])),
        }),
      ),
    onSuccess: () => toasts.show({ text: t("speakers.saved") }),
  });
  return (
    <form
      className="flex flex-col gap-3 border-t border-line pt-4"
      onSubmit={(e) => {
        e.preventDefault();
        save.mutate();
      }}
    >
      <h3 className="font-semibold">{t("speakers.title")}</h3>
      {ROLES.map((role) => (
        <Field key={role} label={t(`role.${role}`)}>
          {(wiring) => (
            <Input
              {...wiring}
              data-testid={`speaker-${role}`}
              maxLength={200}
              value={wanted[role] ?? ""}
              placeholder={t(`role.${role}`)}
              onChange={(e) => setWanted({ ...wanted, [role]: e.target.value })}
            />
          )}
        </Field>
      ))}
      <ProblemNotice cause={save.error} />
      <Button
        type="submit"
        className="self-end"
        data-testid="save-speakers"
        disabled={plain(wanted) === plain(names) || save.isPending}
      >
        {t("speakers.save")}
      </Button>
    </form>
  );
}
