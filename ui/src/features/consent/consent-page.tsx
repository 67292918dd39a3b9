import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type ConsentText, consentTextQuery } from "@/api/consent";
import { Problem, unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import type { Language } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { buttonLook } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { dateTime } from "@/i18n/format";
import { LANGUAGES } from "@/i18n/languages";

import { DeclinedView } from "./declined-view";
import { Sections } from "./sections";
import { WithdrawnView } from "./withdrawn-view";

/** Who is looking: the recruiter's own window, which has a desk to go back to, or a guest's. */
export type Audience = "operator" | "guest";

type Props = {
  interviewId: string;
  audience: Audience;
  /** The candidate has agreed, and that is stored. */
  onConsented: () => void;
  /** The candidate does not agree and wants to leave. */
  onDeclined: () => void;
};

/** What happens with the conversation, and the candidate's free yes or no. Nothing is recorded before the yes. */
export function ConsentPage({ interviewId, audience, onConsented, onDeclined }: Props) {
  const { client } = useApi();
  const [chosen, setChosen] = useState<Language | null>(null);
  const [declined, setDeclined] = useState(false);
  const query = useQuery(consentTextQuery(client, interviewId, chosen));
  return (
    <main className="mx-auto flex w-full max-w-4xl flex-1 flex-col px-4 sm:px-6">
      <Loaded query={query}>
        {(text) => {
          if (text.given?.withdrawn_at != null) {
            return <WithdrawnView {...{ interviewId, audience }} onLeave={onDeclined} />;
          }
          if (declined) {
            return (
              <DeclinedView
                text={text}
                audience={audience}
                onReadAgain={() => setDeclined(false)}
                onLeave={onDeclined}
              />
            );
          }
          return (
            <Reading
              key={text.language}
              text={text}
              interviewId={interviewId}
              onLanguage={setChosen}
              onConsented={onConsented}
              onDecline={() => setDeclined(true)}
            />
          );
        }}
      </Loaded>
    </main>
  );
}

type ReadingProps = {
  text: ConsentText;
  interviewId: string;
  onLanguage: (language: Language) => void;
  onConsented: () => void;
  onDecline: () => void;
};

/** The text with the decision below it, all in the language the text is in. */
function Reading({ text, interviewId, onLanguage, onConsented, onDecline }: ReadingProps) {
  const { i18n } = useTranslation();
  const t = i18n.getFixedT(text.language);
  const top = useRef<HTMLHeadingElement>(null);
  const agree = useAgree(interviewId, text, onConsented);
  const changed = agree.error !== null && Problem.from(agree.error).code === "conflict";
  useEffect(() => top.current?.focus(), [changed]);
  const decision =
    "min-h-12 min-w-44 flex-1 text-base! hover:border-violet-text sm:flex-none " +
    buttonLook("plain");
  return (
    <article lang={text.language} className="flex flex-1 flex-col pt-8">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-80">
          <h1 ref={top} tabIndex={-1} className="text-3xl font-semibold outline-none">
            {t("consent.title")}
          </h1>
          <p className="mt-2 text-lg text-quiet">
            {text.given ? t("consent.readAgain") : t("consent.intro")}
          </p>
        </div>
        <div role="group" aria-label={t("consent.language")} className="flex flex-wrap gap-1">
          {LANGUAGES.filter(({ code }) => text.languages.includes(code)).map(({ code, name }) => (
            <button
              key={code}
              type="button"
              lang={code}
              aria-pressed={code === text.language}
              data-testid={`consent-language-${code}`}
              className="min-h-10 rounded-lg border border-transparent px-3 text-sm font-medium hover:bg-raised aria-pressed:border-violet-text aria-pressed:text-violet-text"
              onClick={() => onLanguage(code)}
            >
              {name}
            </button>
          ))}
        </div>
      </header>
      {changed && (
        <div className="mt-4">
          <Notice role="alert" testId="consent-changed">
            {t("consent.changed")}
          </Notice>
        </div>
      )}
      <div data-testid="consent-text" className="mt-6">
        <Sections sections={text.sections} />
      </div>
      <p className="mt-4 mb-6 text-sm text-quiet" data-testid="consent-version">
        {[
          text.organisation && t("consent.responsible", { organisation: text.organisation }),
          t("consent.version", { version: text.version }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <section
        aria-labelledby="decision"
        className="mt-auto flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t border-line bg-paper py-4 roomy:sticky roomy:bottom-0"
      >
        {text.given ? (
          <>
            <h2 id="decision" className="font-medium" data-testid="consent-given">
              {t("consent.given", { at: dateTime(text.given.at, text.language) })}
            </h2>
            <button type="button" className={buttonLook("plain")} onClick={onConsented}>
              {t("consent.continue")}
            </button>
          </>
        ) : (
          <>
            <div className="min-w-0 flex-1 basis-64">
              <h2 id="decision" className="font-medium">
                {t("consent.decision")}
              </h2>
              <p className="text-sm text-quiet">{t("consent.free")}</p>
            </div>
            {/* The same size and weight: neither answer is the easier one. */}
            <div className="flex w-full flex-wrap gap-3 sm:w-auto">
              <button
                type="button"
                data-testid="consent-decline"
                className={decision}
                disabled={agree.isPending}
                onClick={onDecline}
              >
                {t("consent.decline")}
              </button>
              <button
                type="button"
                data-testid="consent-agree"
                className={decision}
                disabled={agree.isPending}
                onClick={() => agree.mutate()}
              >
                {t("consent.agree")}
              </button>
            </div>
          </>
        )}
        {!changed && agree.error !== null && (
          <div className="w-full">
            <ProblemNotice cause={agree.error} />
          </div>
        )}
      </section>
    </article>
  );
}

/** Agrees to exactly what is on screen; when that is no longer in force, shows what is. */
function useAgree(id: string, text: ConsentText, onConsented: () => void) {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/consent", {
          params: { path: { id } },
          body: {
            version: text.version,
            language: text.language,
            fingerprint: text.fingerprint,
          },
        }),
      ),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.interview(id) }),
        queries.invalidateQueries({ queryKey: keys.consent(id) }),
      ]);
      onConsented();
    },
    onError: async (error) => {
      if (Problem.from(error).code === "conflict") {
        await queries.invalidateQueries({ queryKey: keys.consent(id) });
      }
    },
  });
}
