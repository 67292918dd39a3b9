import { CircleCheck, CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { TestResult } from "@/api/machine";

/** Models offered at a glance; the field's list has them all. */
const FEW = 8;

type Props = {
  result: TestResult;
  /** The model that is meant; may be empty. */
  model: string;
  onModel: (name: string) => void;
};

/** What a test of the connection found, in plain words. */
export function TestReport({ result, model, onModel }: Props) {
  const { t } = useTranslation();
  const { outcome, models, detail } = result;
  const works = outcome === "works";
  const Icon = works ? CircleCheck : CircleX;
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
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <p className="font-medium">{t(`connection.outcome.${outcome}`, { model })}</p>
        {!works && <p className="text-quiet">{t(`connection.remedy.${outcome}`)}</p>}
        {detail !== "" && <p className="text-quiet first-letter:uppercase">{detail}</p>}
        {models.length > 0 && (works ? model === "" : outcome === "model_missing") && (
          <div className="flex flex-wrap items-center gap-2">
            <span className="text-quiet">{t("connection.offered")}</span>
            {models.slice(0, FEW).map((name) => (
              <button
                key={name}
                type="button"
                data-testid="offered-model"
                onClick={() => onModel(name)}
                className="min-h-8 rounded-full border border-edge px-3 hover:bg-raised"
              >
                {name}
              </button>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
