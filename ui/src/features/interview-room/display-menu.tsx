import { Eye } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { Popover } from "@/components/ui/popover";
import { Switch } from "@/components/ui/switch";
import { percent } from "@/i18n/format";

import type { Arrangements } from "./arrangements";
import { prefer, RATES } from "./preferences";

type Props = {
  arrangements: Arrangements;
  hasVoice: boolean;
  /** What else belongs here. */
  children?: ReactNode;
};

/** How the room looks and sounds. What was arranged for the candidate stays as it is. */
export function DisplayMenu({ arrangements, hasVoice, children }: Props) {
  const { t, i18n } = useTranslation();
  const { fixed } = arrangements;
  const arranged = (is: boolean) => (is ? { hint: t("display.arranged") } : {});
  const flag = (name: "captions" | "largerText" | "highContrast") => (
    <Switch
      label={t(`display.${name}`)}
      {...arranged(fixed[name])}
      checked={arrangements[name]}
      disabled={fixed[name]}
      onCheckedChange={(on) => prefer({ [name]: on })}
      testId={`display-${name}`}
    />
  );
  return (
    <Popover
      align="end"
      label={t("display.title")}
      testId="display-options"
      trigger={
        <Button look="quiet" className="px-2.5" data-testid="display">
          <Eye aria-hidden />
          <span className="max-sm:sr-only">{t("display.title")}</span>
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {flag("largerText")}
        {flag("highContrast")}
        {flag("captions")}
        <Switch
          label={t("display.readAloud")}
          hint={hasVoice ? t("display.readAloudHint") : t("display.noVoice")}
          checked={arrangements.readAloud && hasVoice}
          disabled={!hasVoice}
          onCheckedChange={(readAloud) => prefer({ readAloud })}
          testId="display-readAloud"
        />
        {hasVoice && (
          <Field label={t("display.rate")}>
            {(wiring) => (
              <Select
                {...wiring}
                data-testid="display-rate"
                value={arrangements.rate}
                onChange={(e) => prefer({ rate: Number(e.target.value) })}
              >
                {RATES.map((rate) => (
                  <option key={rate} value={rate}>
                    {percent(rate, i18n.language)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {fixed.time ? (
          <p className="text-sm text-quiet">{t("display.noTime")}</p>
        ) : (
          <Field label={t("display.time")}>
            {(wiring) => (
              <Select
                {...wiring}
                data-testid="display-time"
                value={arrangements.time}
                onChange={(e) => prefer({ time: e.target.value as Arrangements["time"] })}
              >
                {(["elapsed", "remaining", "hidden"] as const).map((time) => (
                  <option key={time} value={time}>
                    {t(`display.${time}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {children}
      </div>
    </Popover>
  );
}
