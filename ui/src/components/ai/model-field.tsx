import { useTranslation } from "react-i18next";

import type { OfferedModel } from "@/api/ai";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";

import { day } from "./day";
import { Shutdown } from "./shutdown";

type Props = {
  value: string;
  onChange: (model: string) => void;
  error: string | undefined;
  /** What the server offers; null while it was not asked. */
  offered: readonly OfferedModel[] | null;
  onAsk: () => void;
  cannotAsk: boolean;
};

/** The model: its name typed, or chosen from what the server offers. */
export function ModelField({ value, onChange, error, offered, onAsk, cannotAsk }: Props) {
  const { t, i18n } = useTranslation();
  const known = offered?.find(({ id }) => id === value.trim());
  return (
    <div className="flex flex-col gap-3">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={t("ai.model.label")} hint={t("ai.model.hint")} error={error}>
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              spellCheck={false}
              data-testid="ai-model"
              value={value}
              onChange={(e) => onChange(e.target.value)}
            />
          )}
        </Field>
        {offered === null || offered.length === 0 ? (
          <div className="sm:pt-6.5">
            <Button data-testid="ai-list-models" disabled={cannotAsk} onClick={onAsk}>
              {t("ai.model.ask")}
            </Button>
          </div>
        ) : (
          <Field label={t("ai.model.offered", { count: offered.length })}>
            {(wiring) => (
              <Select
                {...wiring}
                data-testid="ai-offered-models"
                value={known?.id ?? ""}
                onChange={(e) => onChange(e.target.value)}
              >
                <option value="" disabled={known !== undefined}>
                  {t("common.choose")}
                </option>
                {offered.map(({ id, shutdown_date }) => (
                  <option key={id} value={id}>
                    {shutdown_date == null
                      ? id
                      : t("ai.model.until", { model: id, date: day(shutdown_date, i18n.language) })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </div>
      <div role="status" className="text-sm empty:hidden">
        {known?.shutdown_date != null && <Shutdown model={known.id} date={known.shutdown_date} />}
      </div>
    </div>
  );
}
