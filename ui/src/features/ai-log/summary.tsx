import { useTranslation } from "react-i18next";

import type { AiCall } from "@/api/ai-log";
import { number } from "@/i18n/format";

import { price, stretch } from "./amounts";
import { totalsOf } from "./totals";

type Props = { calls: AiCall[]; currency: string };

/** What all requests come to. */
export function Summary({ calls, currency }: Props) {
  const { t, i18n } = useTranslation();
  const totals = totalsOf(calls);
  const count = (value: number | null) =>
    value === null ? t("aiLog.unknown") : number(value, i18n.language);
  const facts = [
    ["requests", count(totals.calls)],
    ["sent", count(totals.sent)],
    ["received", count(totals.received)],
    [
      "cost",
      totals.costMicros === null
        ? t("aiLog.unknown")
        : price(totals.costMicros, currency, i18n.language),
    ],
    [
      "firstToken",
      totals.firstTokenMs === null
        ? t("aiLog.unknown")
        : stretch(totals.firstTokenMs, i18n.language),
    ],
  ] as const;
  return (
    <dl
      data-testid="ai-totals"
      className="grid grid-cols-2 gap-x-6 gap-y-4 rounded-xl bg-raised px-5 py-4 sm:grid-cols-3 lg:grid-cols-5"
    >
      {facts.map(([name, value]) => (
        <div key={name} data-testid={`total-${name}`} className="min-w-0">
          <dt className="text-xs text-quiet">{t(`aiLog.total.${name}`)}</dt>
          <dd className="text-lg font-semibold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
