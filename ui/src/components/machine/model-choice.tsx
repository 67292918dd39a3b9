import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import {
  type ModelNeed,
  modelPlaceQuery,
  recommendationQuery,
  type SpokenLanguage,
} from "@/api/machine";
import type { SpeechModel } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Notice } from "@/components/ui/notice";
import { diskSize } from "@/i18n/format";
import { LANGUAGES } from "@/i18n/languages";

import { ImportModel } from "./import-model";
import { ModelCard } from "./model-card";
import { ModelSourceForm } from "./model-source-form";
import { ModelUse } from "./model-use";
import { SpeedTest } from "./speed-test";
import { StrayModels } from "./stray-models";
import { useModels } from "./use-models";
import { usePreferences } from "./use-preferences";

/** Needs in the order they are offered. */
const NEEDS: ModelNeed[] = ["everyday", "slow_computer", "accuracy"];

type Props = {
  /** Shows what is installed first, with the room it takes; otherwise what to choose by. */
  installedFirst?: boolean;
};

/** Every speech model: what is here and used, what suits this computer best, and all others. */
export function ModelChoice({ installedFirst = false }: Props) {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const { query, act } = useModels();
  const { query: preferences, change } = usePreferences();
  const language: SpokenLanguage =
    LANGUAGES.find(({ code }) => code === i18n.language)?.code ?? "en";
  const best = useQuery(recommendationQuery(client, language)).data;
  const place = useQuery(modelPlaceQuery(client)).data;
  const live = preferences.data?.model ?? null;
  const later = preferences.data?.transcript_model ?? null;

  const card = (model: SpeechModel) => {
    const { name } = model;
    const need = model.recommended_for;
    return (
      <ModelCard
        key={name}
        model={model}
        {...(need && { title: t(`models.need.${need}`), text: t(`models.needText.${need}`) })}
        best={{
          live: best?.live === name,
          later: best?.transcript === name,
          measured: best?.measured ?? false,
        }}
        used={{ live: model.installed && live === name, later: model.installed && later === name }}
        onPrefer={() => change.mutate({ model: name })}
        busy={act.isPending && act.variables.name === name ? act.variables.action : null}
        onAct={(action) =>
          act.mutate(
            { name, action },
            {
              onSuccess: () => {
                if (action !== "remove" || (live !== name && later !== name)) return;
                change.mutate({
                  ...(live === name && { model: null }),
                  ...(later === name && { transcript_model: null }),
                });
              },
            },
          )
        }
      />
    );
  };
  const grid = (models: SpeechModel[]) => (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(17rem,100%),1fr))] gap-4">
      {models.map(card)}
    </div>
  );

  return (
    <Loaded query={query}>
      {(models) => {
        const isHere = (m: SpeechModel) => m.installed || m.download != null;
        const isBest = (m: SpeechModel) => best?.live === m.name || best?.transcript === m.name;
        const here = models.filter((m) => isHere(m) && (installedFirst || !m.recommended_for));
        const needs = NEEDS.flatMap((need) => models.filter((m) => m.recommended_for === need));
        const suited = [...models.filter((m) => isBest(m) && !m.recommended_for), ...needs];
        const offered = suited.filter((m) => !here.includes(m));
        const others = models.filter((m) => !here.includes(m) && !offered.includes(m));
        const usable = models.filter((m) => m.installed && !m.demo);
        const hereSection = here.length > 0 && (
          <section className="flex flex-col gap-3" data-testid="models-here">
            <h2 className="text-lg font-semibold">{t("models.here")}</h2>
            {place && (
              <p className="text-sm text-quiet" data-testid="models-room">
                {place.taken_bytes > 0 &&
                  `${t("models.taken", { size: diskSize(place.taken_bytes, i18n.language) })} `}
                {place.free_bytes != null &&
                  t("models.free", { size: diskSize(place.free_bytes, i18n.language) })}
              </p>
            )}
            {grid(here)}
          </section>
        );
        return (
          <div className="flex flex-col gap-8">
            {place?.unusable != null && (
              <Notice role="alert" title={t("models.unusable")} testId="models-unusable">
                <p className="text-quiet">{place.unusable}</p>
              </Notice>
            )}
            {place && place.graphics_card_failures.length > 0 && (
              <Notice role="status" title={t("models.onProcessor")} testId="models-on-processor">
                <p className="text-quiet">
                  {t("models.onProcessorHint", {
                    models: new Intl.ListFormat(i18n.language).format(place.graphics_card_failures),
                  })}
                </p>
              </Notice>
            )}
            <ProblemNotice cause={act.error ?? change.error ?? preferences.error} />
            {usable.length > 0 && (
              <ModelUse
                models={usable}
                preferences={preferences.data}
                best={best}
                onChange={(changed) => change.mutate(changed)}
              />
            )}
            {best?.measured === false && place?.unusable == null && (
              <SpeedTest models={models} act={act} />
            )}
            {installedFirst && hereSection}
            {offered.length > 0 && (
              <section className="flex flex-col gap-3" data-testid="models-offered">
                <h2 className="text-lg font-semibold">{t("models.offered")}</h2>
                {grid(offered)}
              </section>
            )}
            {!installedFirst && hereSection}
            {place && place.strays.length > 0 && <StrayModels strays={place.strays} />}
            <ImportModel />
            <div className="flex flex-col gap-2">
              {others.length > 0 && (
                <More testId="models-others" title={t("models.others", { count: others.length })}>
                  {grid(others)}
                </More>
              )}
              <More testId="models-source" title={t("models.source.title")}>
                <ModelSourceForm place={place} />
              </More>
            </div>
          </div>
        );
      }}
    </Loaded>
  );
}

/** What few people look for. */
function More({ title, testId, children }: { title: string; testId: string; children: ReactNode }) {
  return (
    <details className="group" data-testid={testId}>
      <summary className="flex min-h-10 cursor-pointer items-center gap-2 rounded-lg text-sm font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden />
        {title}
      </summary>
      <div className="mt-3">{children}</div>
    </details>
  );
}
