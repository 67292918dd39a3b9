import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/problem-notice";

import { useReview } from "./review-context";
import { useMessages } from "./use-messages";
import { Utterance } from "./utterance";

/** What others may ask the transcript for. */
export type TranscriptHandle = {
  /** Brings a message into the middle of the page, by its number. */
  show: (number: number) => void;
  /** Brings it there calmly, unless it is well in view already. */
  follow: (number: number) => void;
};

type Props = {
  /** How many messages the interview has. */
  count: number;
  /** The numbers to show; null for all. */
  numbers: number[] | null;
  handle: RefObject<TranscriptHandle | null>;
};

/** Room taken by a message that was not drawn yet, in px. */
const ESTIMATE = 76;
/** Messages drawn together: what is measured and placed is a block of them, so that length costs little. */
const BLOCK = 8;

/** Frames until a place that was jumped to has settled. */
const STEADY = 6;

const calm = () =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? ("auto" as const) : ("smooth" as const);

/** Everything said and typed. Only what is in view is in the document, however long it is. */
export function Transcript({ count, numbers, handle }: Props) {
  const { t } = useTranslation();
  const { interviewId } = useReview();
  const list = useRef<HTMLDivElement>(null);
  const margin = useMargin(list);
  const rows = numbers?.length ?? count;
  const numberOf = (index: number) => (numbers ? (numbers[index] ?? 0) : index + 1);
  const virtual = useWindowVirtualizer({
    count: Math.ceil(rows / BLOCK),
    estimateSize: (block) => ESTIMATE * Math.min(BLOCK, rows - block * BLOCK),
    overscan: 0,
    scrollMargin: margin,
  });
  const drawn = virtual.getVirtualItems();
  const inBlock = (block: number) =>
    Array.from({ length: Math.min(BLOCK, rows - block * BLOCK) }, (_, i) => block * BLOCK + i);
  const { rows: here, error } = useMessages(
    interviewId,
    drawn.flatMap(({ index }) => inBlock(index).map(numberOf)),
  );
  useImperativeHandle(handle, () => {
    const indexOf = (number: number) => (numbers ? numbers.indexOf(number) : number - 1);
    const element = (number: number) =>
      list.current?.querySelector<HTMLElement>(`[data-row="${number}"]`) ?? null;
    const show = (number: number, tries: number) => {
      const row = element(number);
      if (row) row.scrollIntoView({ block: "center", behavior: "auto" });
      const index = indexOf(number);
      if (index < 0 || tries === 0) return;
      if (!row) virtual.scrollToIndex(Math.floor(index / BLOCK), { align: "start" });
      // What comes into view turns out to be of another height than was thought.
      requestAnimationFrame(() => show(number, tries - 1));
    };
    return {
      show: (number) => show(number, STEADY),
      follow: (number) => {
        const row = element(number);
        if (row === null) {
          show(number, STEADY);
          return;
        }
        const { top, bottom } = row.getBoundingClientRect();
        const wellInView = top > innerHeight * 0.15 && bottom < innerHeight * 0.7;
        if (!wellInView) row.scrollIntoView({ block: "center", behavior: calm() });
      },
    };
  });
  return (
    <>
      <ProblemNotice cause={error} />
      {rows === 0 && (
        <p className="py-4 text-quiet" data-testid="nothing-found">
          {t(numbers ? "transcript.notFound" : "transcript.none")}
        </p>
      )}
      <div
        ref={list}
        role="list"
        data-testid="transcript"
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {drawn.map(({ index: block, key, start }) => (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={block}
            role="presentation"
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start - margin}px)` }}
          >
            {inBlock(block).map((index) => {
              const number = numberOf(index);
              const row = here.get(number);
              return (
                <div
                  key={number}
                  role="listitem"
                  data-row={number}
                  aria-setsize={rows}
                  aria-posinset={index + 1}
                  className="pb-2"
                >
                  {row ? <Utterance row={row} /> : <Placeholder />}
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </>
  );
}

/** Stands where a message will be in a moment. */
function Placeholder() {
  return (
    <div aria-hidden className="flex flex-col gap-2 py-2" style={{ minHeight: ESTIMATE - 8 }}>
      <div className="h-3 w-32 rounded bg-raised" />
      <div className="h-4 w-full max-w-prose rounded bg-raised" />
    </div>
  );
}

/** How far below the top of the page the list begins; what stands above it comes and goes. */
function useMargin(list: RefObject<HTMLElement | null>): number {
  const [margin, setMargin] = useState(0);
  useEffect(() => {
    if (!("ResizeObserver" in globalThis)) return;
    // Called at once, and whenever the page grows or shrinks.
    const observer = new ResizeObserver(() => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      setMargin(Math.round(top + scrollY));
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list]);
  return margin;
}
