import { Check, Gauge, Trash2 } from "lucide-react";
import type { TFunction } from "i18next";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { SpeechModel } from "@/api/types";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { IconButton } from "@/components/ui/icon-button";
import { megabytes, number } from "@/i18n/format";

import { ModelDownloadBar } from "./model-download-bar";
import type { ModelAction } from "./use-models";

type Props = {
  model: SpeechModel;
  /** What it is offered for, where it is. */
  title?: string;
  text?: string;
  /** It is used where none is chosen. */
  preferred: boolean;
  onPrefer: () => void;
  onAct: (action: ModelAction) => void;
  /** What is being done with it and not yet answered. */
  busy: ModelAction | null;
};

/** One speech model: what it is, how fast it is here, and what can be done with it. */
export function ModelCard({ model, title, text, preferred, onPrefer, onAct, busy }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const { name, installed, download } = model;
  return (
    <article
      aria-labelledby={id}
      data-testid={`model-${name}`}
      data-installed={installed}
      className={`flex min-w-0 flex-col gap-3 rounded-xl border p-4 ${
        preferred ? "border-violet-text bg-violet-mist" : "border-line"
      }`}
    >
      <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
        <h3 id={id} className="min-w-0 font-semibold">
          {title ?? name}
          {title !== undefined && (
            <span className="block text-sm font-normal text-quiet">{name}</span>
          )}
        </h3>
        {installed && (
          <span className="inline-flex items-center gap-1 text-sm font-medium text-violet-text">
            <Check className="size-4" aria-hidden />
            {t(preferred ? "models.preferred" : "models.installed")}
          </span>
        )}
      </div>
      {text !== undefined && <p className="text-sm text-quiet">{text}</p>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
        <dt className="text-quiet">{t("models.size")}</dt>
        <dd>{megabytes(model.size_bytes, i18n.language)}</dd>
        <dt className="text-quiet">{t("models.languages")}</dt>
        <dd>{languages(t, model)}</dd>
        <dt className="text-quiet">{t("models.speed")}</dt>
        <dd data-testid="model-speed">{speed(t, model, i18n.language)}</dd>
      </dl>
      {model.demo && <p className="text-sm font-medium text-violet-text">{t("models.demo")}</p>}
      {model.imported && <p className="text-sm text-quiet">{t("models.imported")}</p>}
      <div className="mt-auto flex flex-wrap items-center gap-2">
        {installed ? (
          <>
            {!preferred && !model.demo && (
              <Button data-testid="prefer-model" onClick={onPrefer}>
                {t("models.prefer")}
              </Button>
            )}
            <Button
              look="quiet"
              data-testid="measure-model"
              disabled={busy !== null}
              onClick={() => onAct("measure")}
            >
              <Gauge aria-hidden />
              {t(busy === "measure" ? "models.measuring" : "models.measure")}
            </Button>
            {model.removable && (
              <Confirm
                trigger={
                  <IconButton
                    label={t("models.removeOf", { name })}
                    className="ml-auto"
                    data-testid="remove-model"
                    unavailable={busy !== null}
                  >
                    <Trash2 aria-hidden />
                  </IconButton>
                }
                title={t("models.removeTitle", { name })}
                text={t("models.removeText", {
                  size: megabytes(model.disk_bytes, i18n.language),
                })}
                action={t("models.remove")}
                actionTestId="confirm-remove-model"
                onConfirm={() => onAct("remove")}
              />
            )}
          </>
        ) : (
          <ModelDownloadBar
            name={title ?? name}
            download={download ?? null}
            downloadable={model.downloadable}
            busy={busy !== null}
            onAct={onAct}
          />
        )}
      </div>
    </article>
  );
}

function languages(t: TFunction, model: SpeechModel): string {
  return model.languages.map((code) => t(`models.language.${code}`)).join(", ");
}

function speed(t: TFunction, model: SpeechModel, language: string): string {
  if (!model.speed) return t(model.installed ? "models.speedNotYet" : "models.speedUnknown");
  const { factor, measured, live } = model.speed;
  const seconds = number(factor * 10, language, factor < 1 ? 1 : 0);
  const fast = t(live ? "models.live" : "models.notLive");
  return `${t(measured ? "models.speedMeasured" : "models.speedEstimated", { seconds })} ${fast}`;
}
