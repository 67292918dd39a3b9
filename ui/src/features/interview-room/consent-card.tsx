import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { consentQuery } from "@/api/queries";
import type { Interview } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { dateTime } from "@/i18n/format";

import { useMove } from "./moves";

/** What happens with the recording, and the candidate's explicit yes to it. */
export function ConsentCard({ interview }: { interview: Interview }) {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const consent = useQuery(consentQuery(client, interview.id));
  const move = useMove(interview.id);
  return (
    <section aria-labelledby="consent" className="rounded-xl border border-line p-5">
      <h2 id="consent" className="mb-3 text-lg font-semibold">
        {t("consent.title")}
      </h2>
      <Loaded query={consent}>
        {({ text, version }) => (
          <div className="flex flex-col items-start gap-4">
            <p data-testid="consent-text" lang={interview.language} className="whitespace-pre-line">
              {text}
            </p>
            <ProblemNotice cause={move.error} />
            {interview.consented_at == null ? (
              <Button
                look="primary"
                data-testid="consent-agree"
                disabled={move.isPending}
                onClick={() => move.mutate({ move: "consent", version })}
              >
                {t("consent.agree")}
              </Button>
            ) : (
              <p
                role="status"
                data-testid="consent-given"
                className="flex items-center gap-2 font-medium text-violet-text"
              >
                <Check className="size-4" aria-hidden />
                {t("consent.given", { at: dateTime(interview.consented_at, i18n.language) })}
              </p>
            )}
          </div>
        )}
      </Loaded>
    </section>
  );
}
