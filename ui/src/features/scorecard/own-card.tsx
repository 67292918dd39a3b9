import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { quoteAt, wholeWords } from "@/api/passages";
import type { Scorecard } from "@/api/scorecards";

import { CardEditor } from "./card-editor";
import { Columns, type Frame } from "./columns";
import { addQuote, quotesOf, sameTarget, type Target } from "./edit";
import { EvidenceBar } from "./evidence-bar";
import type { Passage } from "./passage";
import { nameOf, useRating } from "./rating-context";
import { useCard } from "./use-card";

type Props = Frame & {
  card: Scorecard;
  /** Who is rating. */
  rater: string;
  /** Brings the transcript into view where it has no place of its own. */
  onShow: () => void;
  onSigned: () => void;
};

/** What begins the choosing of words in a message; the first one there is for null. */
function quoteButton(messageId: string | null): HTMLElement | null {
  const message =
    messageId === null ? "[data-message]" : `[data-message="${CSS.escape(messageId)}"]`;
  return document.querySelector<HTMLElement>(`${message} button[aria-expanded]`);
}

/** One's own card while it is written, with the transcript its evidence is taken from. */
export function OwnCard({ card, rater, onShow, onSigned, ...frame }: Props) {
  const { t } = useTranslation();
  const parts = useRating();
  const { said, competencies } = parts;
  const inHand = useCard(card, rater, said.byId);
  const { keeper, kept } = inHand;
  const { draft } = kept;
  const [aim, setAim] = useState<Target>({
    part: "rating",
    competency: competencies[0]?.key ?? "",
  });
  const [choosing, setChoosing] = useState<string | null>(null);
  const [passage, setPassage] = useState<Passage | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  // A statement that was taken away cannot be meant any more.
  const target: Target =
    aim.part !== "rating" && aim.index > draft[aim.part].length
      ? { part: aim.part, index: draft[aim.part].length }
      : aim;
  const row = passage ? said.byId.get(passage.messageId) : undefined;
  const stretch = passage && row ? wholeWords(row.counting.content, passage) : null;
  const words = row && stretch ? row.counting.content.slice(stretch.from, stretch.to) : null;

  /** What led to the transcript. */
  const from = useRef<HTMLElement | null>(null);

  const use = () => {
    if (!passage || !row || !stretch) return;
    const quote = quoteAt(row, stretch);
    keeper.change((now) => addQuote(now, target, quote));
    const what =
      target.part === "rating"
        ? nameOf(parts, target.competency)
        : t(`scorecard.part.${target.part}`);
    setAdded(what);
    setPassage(null);
    setChoosing(null);
    getSelection()?.removeAllRanges();
    // Back to where it was asked for, else to the answer it was taken from.
    const { messageId } = passage;
    const asked = from.current;
    from.current = null;
    requestAnimationFrame(() => {
      if (asked?.isConnected) asked.focus();
      else quoteButton(messageId)?.focus();
    });
  };
  const latest = useRef(use);
  useEffect(() => {
    latest.current = use;
  });
  const onUse = useCallback(() => latest.current(), []);
  const onChoosing = useCallback((messageId: string | null) => {
    setChoosing(messageId);
    if (messageId === null) setPassage(null);
  }, []);
  const quotes = useMemo(() => quotesOf(draft), [draft]);
  return (
    <Columns
      {...frame}
      quotes={quotes}
      quoting={{
        choosing,
        onChoosing,
        onPassage: setPassage,
        onUse,
        bar: (
          <EvidenceBar
            draft={draft}
            words={words}
            added={added}
            target={target}
            onTarget={setAim}
            onUse={onUse}
            onClear={() => onChoosing(null)}
          />
        ),
      }}
    >
      <CardEditor
        card={card}
        {...inHand}
        aim={target}
        onAim={(wanted, show) => {
          if (!sameTarget(aim, wanted)) setAim(wanted);
          if (!show) return;
          const { activeElement } = document;
          from.current = activeElement instanceof HTMLElement ? activeElement : null;
          onShow();
          requestAnimationFrame(() => {
            // Unless the reader has gone on to something else meanwhile.
            const now = document.activeElement;
            if (now === activeElement || now === document.body) quoteButton(null)?.focus();
          });
        }}
        onSigned={onSigned}
      />
    </Columns>
  );
}
