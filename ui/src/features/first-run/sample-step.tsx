import { useMutation, useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { positionsQuery, samplesQuery } from "@/api/queries";
import type { Language, Position, Sample } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { planLanguages } from "@/components/localized";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

/** Minutes a trial takes about. */
const MINUTES = 15;

/** A sample position to try, with an interview of oneself. */
export function SampleStep({ onRoom }: { onRoom: (interviewId: string) => void }) {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const samples = useQuery(samplesQuery(client));
  const positions = useQuery(positionsQuery(client));
  const wanted = i18n.language as Language;

  const begin = useMutation({
    mutationFn: async (sample: Sample) => {
      const known = positions.data?.find(({ title }) => title === sample.title);
      const position: Position =
        known ??
        (await unwrap(
          client.POST("/api/v1/samples/{name}", { params: { path: { name: sample.name } } }),
        ));
      const offered = planLanguages(position.plan);
      const created = await unwrap(
        client.POST("/api/v1/interviews", {
          body: {
            position_id: position.id,
            candidate_name: t("firstRun.sample.candidate"),
            language: offered.includes(wanted) ? wanted : (offered[0] ?? "en"),
            recommended_minutes: MINUTES,
          },
        }),
      );
      return created.interview.id;
    },
    onSuccess: onRoom,
  });

  return (
    <div className="flex flex-col gap-4">
      <Loaded query={samples}>
        {(list) => (
          <div className="grid grid-cols-[repeat(auto-fill,minmax(min(17rem,100%),1fr))] gap-4">
            {list.map((sample) => (
              <article
                key={sample.name}
                className="flex flex-col gap-3 rounded-xl border border-line p-4"
              >
                <h2 className="font-semibold">{sample.title}</h2>
                <p className="text-sm text-quiet">{sample.description}</p>
                <p className="text-sm text-quiet">
                  {t("firstRun.sample.questions", { count: sample.questions })}
                </p>
                <Button
                  className="mt-auto"
                  data-testid={`try-${sample.name}`}
                  disabled={begin.isPending || positions.isPending}
                  aria-label={t("firstRun.sample.tryOf", { title: sample.title })}
                  onClick={() => begin.mutate(sample)}
                >
                  <Play aria-hidden />
                  {t("firstRun.sample.try")}
                </Button>
              </article>
            ))}
          </div>
        )}
      </Loaded>
      <p className="text-sm text-quiet">{t("firstRun.sample.later")}</p>
      <ProblemNotice cause={begin.error ?? positions.error} />
    </div>
  );
}
