import { CircleCheck, CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { AiTest } from "@/api/ai";
import { number } from "@/i18n/format";

import { Shutdown } from "./shutdown";

type Props = {
  result: AiTest;
  /** The model that was asked; empty when only the list was. */
  model: string;
  /** Tells of a model's end, too, where nothing else does. */
  withShutdown?: boolean;
};

/** What a test of a connection found, in plain words. */
export function TestReport({ result, model, withShutdown = false }: Props) {
  const { t, i18n } = useTranslation();
  const { outcome, models, detail, first_token_ms } = result;
  const works = outcome === "works";
  const Icon = works ? CircleCheck : CircleX;
  const told = works && model === "" ? "reached" : outcome;
  const shutdown = models.find(({ id }) => id === model)?.shutdown_date;
  return (
    <div
      data-testid="test-report"
      data-outcome={outcome}
      className="flex items-start gap-3 rounded-lg border border-line px-4 py-3 text-sm"
    >
      <Icon
        className={`mt-0.5 size-5 shrink-0 ${works ? "text-violet-text" : "text-ink"}`}
        aria-hidden
      />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="font-medium">{t(`ai.outcome.${told}`, { model })}</p>
        {!works && <p className="text-quiet">{t(`ai.remedy.${outcome}`)}</p>}
        {first_token_ms != null && (
          <p className="text-quiet" data-testid="first-token">
            {t("ai.firstWord", { seconds: number(first_token_ms / 1_000, i18n.language) })}
          </p>
        )}
        {works && models.length > 0 && (
          <p className="text-quiet">{t("ai.offers", { count: models.length })}</p>
        )}
        {withShutdown && shutdown != null && <Shutdown model={model} date={shutdown} />}
        {detail !== "" && <p className="break-words text-quiet first-letter:uppercase">{detail}</p>}
      </div>
    </div>
  );
}
