import { ChevronRight } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { AiCall } from "@/api/ai-log";
import type { Language } from "@/api/types";
import { number as written, timeOfDay } from "@/i18n/format";

import { price, stretch } from "./amounts";
import { CallDetail } from "./call-detail";

type Props = {
  call: AiCall;
  /** Place in the log, from 1. */
  number: number;
  currency: string;
  /** Language of the interview. */
  language: Language;
  /** The address points at it. */
  openedByAddress: boolean;
};

/** One request in a line; pressed, it shows what was sent and what came back. */
export function CallLine({ call, number, currency, language, openedByAddress }: Props) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(openedByAddress);
  const id = useId();
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (openedByAddress) line.current?.scrollIntoView({ block: "center" });
  }, [openedByAddress]);
  const tokens = call.input_tokens == null && call.output_tokens == null ? null : call;
  const count = (value: number | null | undefined) =>
    value == null ? "–" : written(value, i18n.language);
  return (
    <li
      ref={line}
      data-testid="ai-call"
      data-outcome={call.outcome}
      className="border-b border-line"
    >
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        data-testid="open-call"
        className="grid w-full grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-3 gap-y-1 rounded-lg px-1 py-3 text-left text-sm transition-colors hover:bg-raised md:grid-cols-[auto_minmax(0,3fr)_minmax(0,3fr)_minmax(0,4fr)]"
        onClick={() => setOpen(!open)}
      >
        <ChevronRight
          aria-hidden
          className={`size-4 self-center text-quiet transition-transform ${open ? "rotate-90" : ""}`}
        />
        <span className="min-w-0">
          <span className="block font-medium">{t(`aiLog.task.${call.task}`)}</span>
          <span className="block text-xs text-quiet tabular-nums">
            {`${number} · ${timeOfDay(call.at, i18n.language)}`}
          </span>
        </span>
        <span className="min-w-0 max-md:col-start-2">
          <span className="block truncate">{call.model}</span>
          <span className="block truncate text-xs text-quiet">{call.connection}</span>
        </span>
        <span className="flex flex-col items-start gap-1 max-md:col-start-2">
          <Outcome outcome={call.outcome} />
          <span className="flex flex-wrap gap-x-3 text-xs text-quiet tabular-nums">
            {tokens && (
              <span>
                {t("aiLog.tokens", {
                  sent: count(call.input_tokens),
                  received: count(call.output_tokens),
                })}
              </span>
            )}
            {call.cost_micros != null && (
              <span>{price(call.cost_micros, currency, i18n.language)}</span>
            )}
            <span>
              {call.first_token_ms == null
                ? stretch(call.total_ms, i18n.language)
                : t("aiLog.times", {
                    first: stretch(call.first_token_ms, i18n.language),
                    total: stretch(call.total_ms, i18n.language),
                  })}
            </span>
          </span>
        </span>
      </button>
      <div id={id} hidden={!open}>
        {open && <CallDetail call={call} language={language} currency={currency} />}
      </div>
    </li>
  );
}

/** How a request ended: what was used stands out least. */
function Outcome({ outcome }: { outcome: AiCall["outcome"] }) {
  const { t } = useTranslation();
  return (
    <span
      className={`rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap ${
        outcome === "used" ? "bg-raised text-quiet" : "bg-violet-mist text-violet-text"
      }`}
    >
      {t(`aiLog.outcome.${outcome}`)}
    </span>
  );
}
