import { Check, Gauge, Sparkles, Trash2 } from "lucide-react";
import type { TFunction } from "i18next";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { SpeechModel } from "@/api/types";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { IconButton } from "@/components/ui/icon-button";
import { diskSize, number } from "@/i18n/format";

import { ModelDownloadBar } from "./model-download-bar";
import type { ModelAction } from "./use-models";

/** What a speech model is for: the captions of a running interview, the transcript afterwards. */
type Uses = { live: boolean; later: boolean };

type Props = {
  model: SpeechModel;
  /** What it is offered for, where it is. */
  title?: string;
  text?: string;
  /** What it is the best choice for on this computer, found out here or assumed of a usual one. */
  best: Uses & { measured: boolean };
  /** What it was chosen for. */
  used: Uses;
  onPrefer: () => void;
  onAct: (action: ModelAction) => void;
  /** What is being done with it and not yet answered. */
  busy: ModelAction | null;
};

/** One speech model: what it is, how fast it is here, and what can be done with it. */
export function ModelCard({ model, title, text, best, used, onPrefer, onAct, busy }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const { name, installed, download } = model;
  const usedFor = whatFor(used, WORDS.removeUsed);
  return (
    <article
      aria-labelledby={id}
      data-testid={`model-${name}`}
      data-installed={installed}
      className={`flex min-w-0 flex-col gap-3 rounded-xl border p-4 ${
        usedFor !== null ? "border-violet-text bg-violet-mist" : "border-line"
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
            {t(whatFor(used, WORDS.installed))}
          </span>
        )}
      </div>
      {(best.live || best.later) && (
        <p
          data-testid="model-best"
          className="flex items-start gap-1.5 text-sm font-medium text-violet-text"
        >
          <Sparkles className="mt-0.5 size-4 shrink-0" aria-hidden />
          {t(whatFor(best, best.measured ? WORDS.best : WORDS.likely))}
        </p>
      )}
      {text !== undefined && <p className="text-sm text-quiet">{text}</p>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
        <dt className="text-quiet">{t("models.size")}</dt>
        <dd>{diskSize(model.size_bytes, i18n.language)}</dd>
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
            {!used.live && !model.demo && (
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
                text={[
                  usedFor !== null && t(usedFor),
                  t(model.downloadable ? "models.removeText" : "models.removeForGood", {
                    size: diskSize(model.disk_bytes, i18n.language),
                  }),
                ]
                  .filter(Boolean)
                  .join(" ")}
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

const WORDS = {
  installed: {
    none: "models.installed",
    live: "models.usedLive",
    later: "models.usedLater",
    both: "models.usedBoth",
  },
  likely: {
    none: "models.offered",
    live: "models.likelyLive",
    later: "models.likelyLater",
    both: "models.likelyBoth",
  },
  best: {
    none: "models.offered",
    live: "models.bestLive",
    later: "models.bestLater",
    both: "models.bestBoth",
  },
  removeUsed: {
    none: null,
    live: "models.removeLive",
    later: "models.removeLater",
    both: "models.removeBoth",
  },
} as const;

/** The words for what a model is used for, or good for. */
function whatFor<Word>(
  { live, later }: Uses,
  words: { none: Word; live: Word; later: Word; both: Word },
): Word {
  return words[live ? (later ? "both" : "live") : later ? "later" : "none"];
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
