import { Link } from "@tanstack/react-router";
import { Quote as QuoteIcon } from "lucide-react";
import { memo, type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Stretch } from "@/api/passages";
import type { MessageRow } from "@/api/types";
import { TextArea } from "@/components/ui/field";
import { clock, timeOfDay } from "@/i18n/format";

import type { Passage } from "./passage";
import { useRating } from "./rating-context";

type Props = {
  row: MessageRow;
  name: string;
  marks: Stretch[];
  /** Whether it was just asked for. */
  located: boolean;
  /** Whether its words are being chosen by keyboard. */
  choosing: boolean;
  /** Absent where it cannot be quoted. */
  onChoosing?: (messageId: string | null) => void;
  onPassage: (passage: Passage | null) => void;
  onUse: () => void;
};

/** One message, with what is quoted of it marked. */
export const PassageMessage = memo(function PassageMessage(props: Props) {
  const { row, name, marks, located, choosing, onChoosing, onPassage, onUse } = props;
  const { t, i18n } = useTranslation();
  const { interviewId } = useRating();
  const { message, role, counting } = row;
  const start = message.audio_start_ms;
  const button = useRef<HTMLButtonElement>(null);
  return (
    <article
      aria-label={name}
      tabIndex={-1}
      data-testid="said"
      data-message={message.id}
      data-role={role}
      {...(located && { "data-located": true })}
      className="-mx-2 rounded-xl border-l-2 border-transparent px-2 py-1 data-located:border-violet data-located:bg-raised"
      style={{ contentVisibility: "auto", containIntrinsicSize: "auto 4.5rem" }}
    >
      <div className="flex flex-wrap items-center gap-x-2 text-sm text-quiet">
        <span className={`font-semibold ${role === "ai_hr" ? "" : "text-violet-text"}`}>
          {name}
        </span>
        <Link
          to="/interviews/$interviewId/review"
          params={{ interviewId }}
          search={{ message: message.id }}
          data-testid="to-message"
          title={t("scorecard.inReview", { number: message.number })}
          className="rounded px-1 tabular-nums underline decoration-line underline-offset-2 hover:text-ink"
        >
          {start == null ? timeOfDay(message.at, i18n.language) : clock(start)}
          <span className="sr-only"> {t("scorecard.inReview", { number: message.number })}</span>
        </Link>
        {onChoosing && (
          <button
            ref={button}
            type="button"
            data-testid="quote-message"
            aria-expanded={choosing}
            className="ml-auto inline-flex min-h-8 items-center gap-1.5 rounded-lg px-2 font-medium transition-colors hover:bg-raised hover:text-ink [&_svg]:size-3.5"
            onClick={() => onChoosing(choosing ? null : message.id)}
          >
            <QuoteIcon aria-hidden />
            {t("scorecard.quoteThis")}
          </button>
        )}
      </div>
      {choosing && onChoosing ? (
        <WordChoice
          messageId={message.id}
          content={counting.content}
          language={message.language}
          onPassage={onPassage}
          onUse={onUse}
          onClose={() => {
            onChoosing(null);
            button.current?.focus();
          }}
        />
      ) : (
        <p
          lang={message.language}
          {...(onChoosing && { "data-quotable": message.id })}
          className={`max-w-prose whitespace-pre-line ${role === "candidate" ? "" : "text-quiet"}`}
        >
          {counting.content === "" ? (
            <span className="text-quiet italic">{t("transcript.nothingHeard")}</span>
          ) : (
            marked(counting.content, marks)
          )}
        </p>
      )}
    </article>
  );
});

/** The text with its quotes marked. */
function marked(content: string, marks: Stretch[]): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const { from, to } of marks) {
    parts.push(content.slice(end, from));
    parts.push(
      <mark
        key={from}
        data-testid="quoted"
        className="rounded-sm bg-violet-mist text-ink underline decoration-violet decoration-2 underline-offset-4"
      >
        {content.slice(from, to)}
      </mark>,
    );
    end = to;
  }
  parts.push(content.slice(end));
  return parts;
}

type ChoiceProps = {
  messageId: string;
  content: string;
  language: string;
  onPassage: (passage: Passage | null) => void;
  onUse: () => void;
  onClose: () => void;
};

/** The words in a field that can be read and selected, but not changed: so every keyboard can choose among them. */
function WordChoice({ messageId, content, language, onPassage, onUse, onClose }: ChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = field;
    current?.focus();
    current?.setSelectionRange(0, current.value.length);
    onPassage({ messageId, from: 0, to: current?.value.length ?? 0 });
  }, [messageId, onPassage]);
  return (
    <div className="mt-1 flex flex-col gap-1">
      <TextArea
        ref={field}
        readOnly
        rows={Math.min(8, Math.ceil(content.length / 45) + 1)}
        lang={language}
        value={content}
        aria-label={t("scorecard.chooseWords")}
        aria-describedby={id}
        data-testid="choose-words"
        onSelect={(e) => {
          const { selectionStart: from, selectionEnd: to } = e.currentTarget;
          if (to > from) onPassage({ messageId, from, to });
        }}
        onKeyDown={(e) => {
          if (e.key === "Enter") onUse();
          else if (e.key === "Escape") onClose();
          else return;
          e.preventDefault();
        }}
      />
      <p id={id} className="text-sm text-quiet">
        {t("scorecard.chooseWordsHint")}
      </p>
    </div>
  );
}
