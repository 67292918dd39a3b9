import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Accommodations } from "@/api/types";
import { Field, Select } from "@/components/ui/field";
import { Switch } from "@/components/ui/switch";
import { percent } from "@/i18n/format";

const EXTRA_TIME = [0, 10, 25, 50, 75, 100, 150, 200, 300];

const ARRANGEMENTS = [
  "no_time_display",
  "typing_only",
  "read_aloud",
  "captions_always",
  "larger_text",
  "high_contrast",
] as const satisfies (keyof Accommodations)[];

type Props = {
  value: Accommodations;
  onChange: (value: Accommodations) => void;
  /** The recommended length, for saying what extra time comes to. */
  minutes: number;
};

/** What is arranged so that the candidate can take part on equal terms; folded away until something is. */
export function AccommodationsFields({ value, onChange, minutes }: Props) {
  const { t, i18n } = useTranslation();
  const extra = value.extra_time_percent;
  const arranged = ARRANGEMENTS.filter((name) => value[name]).length + (extra > 0 ? 1 : 0);
  // One that was set elsewhere stays choosable.
  const offered = [...new Set([...EXTRA_TIME, extra])].sort((a, b) => a - b);
  const inAll = Math.round((minutes * (100 + extra)) / 100);
  return (
    <details
      data-testid="accommodations"
      className="group rounded-xl border border-line"
      open={arranged > 0 || undefined}
    >
      <summary className="flex min-h-11 list-none items-center gap-2 rounded-xl px-4 py-2 text-sm font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight
          className="size-4 shrink-0 transition-transform group-open:rotate-90"
          aria-hidden
        />
        <span className="flex-1">{t("accommodations.title")}</span>
        <span className="font-normal text-quiet">
          {arranged === 0
            ? t("accommodations.none")
            : t("accommodations.arranged", { count: arranged })}
        </span>
      </summary>
      <div className="flex flex-col gap-4 px-4 pt-1 pb-4">
        <p className="text-sm text-quiet">{t("accommodations.intro")}</p>
        <Field
          label={t("accommodations.extraTime")}
          hint={
            extra > 0 && Number.isFinite(inAll)
              ? t("accommodations.inAll", { count: inAll })
              : t("accommodations.extraTimeHint")
          }
        >
          {(wiring) => (
            <Select
              {...wiring}
              data-testid="extra-time"
              className="max-w-48"
              value={extra}
              onChange={(e) => onChange({ ...value, extra_time_percent: Number(e.target.value) })}
            >
              {offered.map((share) => (
                <option key={share} value={share}>
                  {share === 0
                    ? t("accommodations.noExtraTime")
                    : `+ ${percent(share / 100, i18n.language)}`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          {ARRANGEMENTS.map((name) => (
            <Switch
              key={name}
              testId={`accommodation-${name}`}
              label={t(`accommodations.${name}`)}
              hint={t(`accommodations.${name}_hint`)}
              checked={value[name]}
              onCheckedChange={(on) => onChange({ ...value, [name]: on })}
            />
          ))}
        </div>
      </div>
    </details>
  );
}
