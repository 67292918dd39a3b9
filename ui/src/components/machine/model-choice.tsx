import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ModelNeed } from "@/api/machine";
import type { SpeechModel } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { megabytes } from "@/i18n/format";

import { ImportModel } from "./import-model";
import { ModelCard } from "./model-card";
import { useModels } from "./use-models";
import { usePreferences } from "./use-preferences";

/** Needs in the order they are offered. */
const NEEDS: ModelNeed[] = ["everyday", "slow_computer", "accuracy"];

type Props = {
  /** Shows what is installed first, with the room it takes; otherwise what to choose by. */
  installedFirst?: boolean;
};

/** Every speech model: the first choice for each need, what is here, and all others. */
export function ModelChoice({ installedFirst = false }: Props) {
  const { t, i18n } = useTranslation();
  const { query, act } = useModels();
  const { query: preferences, change } = usePreferences();
  const preferred = preferences.data?.model ?? null;

  const card = (model: SpeechModel) => {
    const need = model.recommended_for;
    return (
      <ModelCard
        key={model.name}
        model={model}
        {...(need && { title: t(`models.need.${need}`), text: t(`models.needText.${need}`) })}
        preferred={model.installed && model.name === preferred}
        onPrefer={() => change.mutate({ model: model.name })}
        busy={act.isPending && act.variables.name === model.name ? act.variables.action : null}
        onAct={(action) =>
          act.mutate(
            { name: model.name, action },
            {
              onSuccess: () => {
                if (action === "remove" && model.name === preferred) change.mutate({ model: null });
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
        const here = models.filter((m) => isHere(m) && (installedFirst || !m.recommended_for));
        const offered = NEEDS.flatMap((need) =>
          models.filter((m) => m.recommended_for === need && !here.includes(m)),
        );
        const others = models.filter((m) => !here.includes(m) && !offered.includes(m));
        const taken = models.reduce((sum, m) => sum + m.disk_bytes, 0);
        const hereSection = here.length > 0 && (
          <section className="flex flex-col gap-3" data-testid="models-here">
            <h2 className="text-lg font-semibold">{t("models.here")}</h2>
            {taken > 0 && (
              <p className="text-sm text-quiet">
                {t("models.taken", { size: megabytes(taken, i18n.language) })}
              </p>
            )}
            {grid(here)}
          </section>
        );
        return (
          <div className="flex flex-col gap-6">
            <ProblemNotice cause={act.error ?? change.error ?? preferences.error} />
            {installedFirst && hereSection}
            {offered.length > 0 && (
              <section className="flex flex-col gap-3" data-testid="models-offered">
                <h2 className="text-lg font-semibold">{t("models.offered")}</h2>
                {grid(offered)}
              </section>
            )}
            {!installedFirst && hereSection}
            <ImportModel />
            {others.length > 0 && (
              <details className="group" data-testid="models-others">
                <summary className="flex min-h-10 items-center gap-2 rounded-lg text-sm font-medium [&::-webkit-details-marker]:hidden">
                  <ChevronRight
                    className="size-4 transition-transform group-open:rotate-90"
                    aria-hidden
                  />
                  {t("models.others", { count: others.length })}
                </summary>
                <div className="mt-3">{grid(others)}</div>
              </details>
            )}
          </div>
        );
      }}
    </Loaded>
  );
}
