import { LoaderCircle, Pause, Play, TextSearch, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Quote } from "@/api/scorecards";
import { IconButton } from "@/components/ui/icon-button";
import { clock } from "@/i18n/format";

import { placed } from "./edit";
import { useRating } from "./rating-context";
import { keyOf, placeOf } from "./use-hearing";

type Props = {
  quotes: Quote[];
  /** What they are evidence of, for screen readers. */
  label: string;
  /** Takes a quote away, by its index; absent where nothing can be changed. */
  onRemove?: (index: number) => void;
};

/** Evidence: the candidate's words, to be heard and to be found in the transcript. */
export function Quotes({ quotes, label, onRemove }: Props) {
  const { t } = useTranslation();
  if (quotes.length === 0) return null;
  return (
    <ul
      aria-label={t("scorecard.quotesOf", { what: label })}
      data-testid="quotes"
      className="flex flex-col gap-1.5"
    >
      {quotes.map((quote, i) => (
        <OneQuote
          key={keyOf(quote)}
          quote={quote}
          {...(onRemove && { onRemove: () => onRemove(i) })}
        />
      ))}
    </ul>
  );
}

function OneQuote({ quote, onRemove }: { quote: Quote; onRemove?: () => void }) {
  const { t } = useTranslation();
  const { hearing, said, language, locate } = useRating();
  const playing = hearing.heard === keyOf(quote);
  const row = said.byId.get(quote.message_id);
  const place = placeOf(quote, row);
  const gone = placed(quote, row) === null;
  return (
    <li
      data-testid="quote"
      {...(playing && { "data-playing": true })}
      className="flex items-start gap-1 rounded-lg border-l-2 border-line bg-raised py-1 pr-1 pl-2 text-sm data-playing:border-violet"
    >
      {hearing.possible && place && (
        <IconButton
          label={t(playing ? "scorecard.stopQuote" : "scorecard.hearQuote", { text: quote.text })}
          data-testid="hear-quote"
          className="-ml-1 size-8! text-violet-text"
          onClick={() => hearing.toggle(keyOf(quote), place)}
        >
          {playing && hearing.waiting ? (
            <LoaderCircle aria-hidden className="animate-spin" />
          ) : playing ? (
            <Pause aria-hidden />
          ) : (
            <Play aria-hidden />
          )}
        </IconButton>
      )}
      <div className="min-w-0 flex-1 py-1">
        <q lang={language} className="whitespace-pre-line">
          {quote.text}
        </q>{" "}
        <span className="whitespace-nowrap text-quiet tabular-nums">
          {place === null ? t("scorecard.typed") : clock(place.from)}
        </span>
        {gone && (
          <p data-testid="quote-gone" className="font-medium">
            {t("scorecard.quoteGone")}
          </p>
        )}
      </div>
      <IconButton
        label={t("scorecard.locate")}
        data-testid="locate-quote"
        className="size-8!"
        onClick={() => locate(quote.message_id)}
      >
        <TextSearch aria-hidden />
      </IconButton>
      {onRemove && (
        <IconButton
          label={t("scorecard.removeQuote")}
          data-testid="remove-quote"
          className="size-8!"
          onClick={onRemove}
        >
          <X aria-hidden />
        </IconButton>
      )}
    </li>
  );
}
