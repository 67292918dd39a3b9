import { UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Rater } from "@/api/scorecards";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";

type Props = { rater: string; panel: Rater[]; onRater: (name: string) => void };

/** Under whose name it is rated: what others rated is shown or kept back accordingly. */
export function RaterLine({ rater, panel, onRater }: Props) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState(false);
  const [name, setName] = useState(rater);
  const stranger = panel.length > 0 && !panel.some((own) => own.name === rater);
  if (rater !== "" && !stranger && !changing) {
    return (
      <p className="flex flex-wrap items-center gap-x-2 text-sm" data-testid="rater">
        <UserRound aria-hidden className="size-4 text-quiet" />
        <span>{t("scorecard.ratingAs", { name: rater })}</span>
        <Button
          look="quiet"
          className="min-h-8! px-2! text-violet-text!"
          data-testid="change-rater"
          onClick={() => {
            setName(rater);
            setChanging(true);
          }}
        >
          {t("scorecard.changeRater")}
        </Button>
        <span className="basis-full text-quiet" data-testid="on-trust">
          {t("scorecard.onTrust")}
        </span>
      </p>
    );
  }
  const listed = panel.some((own) => own.name === name) ? name : "";
  const chosen = panel.length > 0 ? listed : name.trim();
  return (
    <form
      data-testid="rater-form"
      className="flex flex-wrap items-end gap-2 rounded-xl bg-raised p-4"
      onSubmit={(e) => {
        e.preventDefault();
        if (chosen === "") return;
        onRater(chosen);
        setChanging(false);
      }}
    >
      <div className="min-w-48 flex-1">
        <Field
          label={t("scorecard.whoRates")}
          hint={t(panel.length > 0 ? "scorecard.whoOfPanel" : "scorecard.whoHint")}
        >
          {(wiring) =>
            panel.length > 0 ? (
              <Select
                {...wiring}
                data-testid="rater-choice"
                value={listed}
                onChange={(e) => setName(e.target.value)}
              >
                <option value="">{t("common.choose")}</option>
                {panel.map((own) => (
                  <option key={own.name}>{own.name}</option>
                ))}
              </Select>
            ) : (
              <Input
                {...wiring}
                data-testid="rater-name"
                autoComplete="off"
                maxLength={200}
                value={name}
                onChange={(e) => setName(e.target.value)}
              />
            )
          }
        </Field>
      </div>
      <Button type="submit" look="primary" data-testid="save-rater" disabled={chosen === ""}>
        {t("scorecard.continue")}
      </Button>
      <p className="basis-full text-sm text-quiet" data-testid="on-trust">
        {t("scorecard.onTrust")}
      </p>
    </form>
  );
}
