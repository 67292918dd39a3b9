import { Gauge } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { SpeechModel } from "@/api/types";
import { Button } from "@/components/ui/button";

import type { useModels } from "./use-models";

type Props = { models: SpeechModel[]; act: ReturnType<typeof useModels>["act"] };

/** Finds out how fast this computer is, so that the fitting models can be recommended. */
export function SpeedTest({ models, act }: Props) {
  const { t } = useTranslation();
  const here = models.filter((m) => m.installed);
  // Any real model tells more than the tiny one of the demo.
  const tried = here.find((m) => !m.demo) ?? here[0];
  if (tried === undefined) return null;
  const running = act.isPending && act.variables.action === "measure";
  return (
    <section
      data-testid="speed-test"
      className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-xl bg-violet-mist p-4"
    >
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="font-semibold">{t("models.speedTest.title")}</h2>
        <p className="text-sm text-quiet">{t("models.speedTest.text")}</p>
      </div>
      <Button
        look="primary"
        data-testid="start-speed-test"
        disabled={act.isPending}
        onClick={() => act.mutate({ name: tried.name, action: "measure" })}
      >
        <Gauge aria-hidden />
        {t(running ? "models.measuring" : "models.speedTest.start")}
      </Button>
    </section>
  );
}
