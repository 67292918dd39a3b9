import { useTranslation } from "react-i18next";

import type { Preferences, Recommendation } from "@/api/machine";
import type { SpeechModel } from "@/api/types";
import { Field, Select } from "@/components/ui/field";

type Props = {
  /** Models that can be used. */
  models: SpeechModel[];
  preferences: Preferences | undefined;
  best: Recommendation | undefined;
  onChange: (changed: Partial<Preferences>) => void;
};

/** Which speech model writes along during interviews, and which one writes the transcript afterwards. */
export function ModelUse({ models, preferences, best, onChange }: Props) {
  const { t } = useTranslation();
  const field = (
    use: "live" | "later",
    chosen: string | null | undefined,
    automatic: string | null | undefined,
    onChoose: (name: string | null) => void,
  ) => {
    const gone = chosen != null && models.every(({ name }) => name !== chosen);
    return (
      <Field
        label={t(`models.use.${use}`)}
        hint={gone ? t("models.use.gone", { name: chosen }) : t(`models.use.${use}Hint`)}
      >
        {(wiring) => (
          <Select
            {...wiring}
            data-testid={`use-${use}`}
            value={chosen ?? ""}
            onChange={(e) => onChoose(e.target.value === "" ? null : e.target.value)}
          >
            <option value="">
              {automatic == null
                ? t("models.use.automatic")
                : t("models.use.automaticNow", { name: automatic })}
            </option>
            {gone && <option value={chosen}>{chosen}</option>}
            {models.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
    );
  };
  return (
    <section
      aria-label={t("models.use.title")}
      data-testid="model-use"
      className="grid gap-x-6 gap-y-4 md:grid-cols-2"
    >
      {field("live", preferences?.model, best?.installed_live, (model) => onChange({ model }))}
      {field(
        "later",
        preferences?.transcript_model,
        best?.installed_transcript,
        (transcript_model) => onChange({ transcript_model }),
      )}
    </section>
  );
}
