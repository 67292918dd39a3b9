import { type RefObject, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Quote } from "@/api/scorecards";
import type { SpeakerNames } from "@/api/review";
import { ProblemNotice } from "@/components/problem-notice";

import { marksIn } from "./edit";
import type { Passage } from "./passage";
import { PassageMessage } from "./passage-message";
import { useRating } from "./rating-context";

type Props = {
  speakers: SpeakerNames;
  /** What is quoted already, to be marked. */
  quotes: Quote[];
  /** The message that was asked for; `turn` tells one asking from the next. */
  located: { messageId: string; turn: number } | null;
  /** The message whose words are being chosen by keyboard. */
  choosing: string | null;
  /** Absent where nothing can be quoted. */
  onChoosing?: (messageId: string | null) => void;
  onPassage: (passage: Passage | null) => void;
  onUse: () => void;
};

/** Everything that was said, beside the ratings: words are selected in it to be used as evidence. */
export function TranscriptPane(props: Props) {
  const { speakers, quotes, located, choosing, onChoosing, onPassage, onUse } = props;
  const { t } = useTranslation();
  const { said } = useRating();
  const list = useRef<HTMLDivElement>(null);
  useSelection(list, onPassage, onChoosing !== undefined);
  useEffect(() => {
    if (located === null) return;
    const row = list.current?.querySelector<HTMLElement>(
      `[data-message="${CSS.escape(located.messageId)}"]`,
    );
    row?.scrollIntoView({ block: "center" });
    row?.focus({ preventScroll: true });
  }, [located]);
  const quoted = useMemo(() => {
    const byMessage = new Map<string, Quote[]>();
    for (const quote of quotes) {
      const known = byMessage.get(quote.message_id);
      if (known) known.push(quote);
      else byMessage.set(quote.message_id, [quote]);
    }
    return byMessage;
  }, [quotes]);
  return (
    <div ref={list} data-testid="transcript-pane" className="flex flex-col gap-1">
      <ProblemNotice cause={said.error} />
      {said.complete && said.rows.length === 0 && (
        <p className="py-4 text-sm text-quiet">{t("transcript.none")}</p>
      )}
      {!said.complete && said.error === null && (
        <p role="status" className="py-4 text-sm text-quiet">
          {t("common.loading")}
        </p>
      )}
      {said.rows.map((row) => {
        const { role } = row;
        const { id } = row.message;
        const quotable =
          onChoosing !== undefined && role === "candidate" && row.counting.content !== "";
        return (
          <PassageMessage
            key={id}
            row={row}
            name={speakers[role] ?? t(`role.${role}`)}
            marks={marksIn(row, quoted.get(id) ?? NO_QUOTES)}
            located={located?.messageId === id}
            choosing={choosing === id}
            {...(quotable && { onChoosing })}
            onPassage={onPassage}
            onUse={onUse}
          />
        );
      })}
    </div>
  );
}

const NO_QUOTES: Quote[] = [];

/** Reads which words of the candidate's were selected, once the selecting is over. */
function useSelection(
  list: RefObject<HTMLElement | null>,
  onPassage: (passage: Passage | null) => void,
  enabled: boolean,
): void {
  useEffect(() => {
    if (!enabled) return;
    const read = () => {
      const passage = selectedIn(list.current);
      if (passage) onPassage(passage);
    };
    // Where the pointer is let go may be anywhere; keys select, too, where a caret can be moved through a page.
    document.addEventListener("pointerup", read);
    document.addEventListener("keyup", read);
    return () => {
      document.removeEventListener("pointerup", read);
      document.removeEventListener("keyup", read);
    };
  }, [list, onPassage, enabled]);
}

/** The selected stretch of the first message it reaches into. */
function selectedIn(list: HTMLElement | null): Passage | null {
  const selection = getSelection();
  if (!list || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  for (const words of list.querySelectorAll<HTMLElement>("[data-quotable]")) {
    if (!range.intersectsNode(words)) continue;
    const own = document.createRange();
    own.selectNodeContents(words);
    const before = own.cloneRange();
    if (range.compareBoundaryPoints(Range.START_TO_START, own) > 0) {
      own.setStart(range.startContainer, range.startOffset);
    }
    if (range.compareBoundaryPoints(Range.END_TO_END, own) < 0) {
      own.setEnd(range.endContainer, range.endOffset);
    }
    before.setEnd(own.startContainer, own.startOffset);
    const from = before.toString().length;
    const to = from + own.toString().length;
    if (to > from) return { messageId: words.dataset.quotable ?? "", from, to };
  }
  return null;
}
