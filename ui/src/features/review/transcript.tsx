import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
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
const ESTIMATE = 84;
/** Rows drawn beyond what is in view. */
const OVERSCAN = 6;

const calm = () =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? ("auto" as const) : ("smooth" as const);

/** Everything said and typed. Only what is in view is in the document, however long it is. */
export function Transcript({ count, numbers, handle }: Props) {
  const { t } = useTranslation();
  const { interviewId } = useReview();
  const list = useRef<HTMLOListElement>(null);
  const margin = useMargin(list);
  const rows = numbers?.length ?? count;
  const numberOf = (index: number) => (numbers ? (numbers[index] ?? 0) : index + 1);
  const virtual = useWindowVirtualizer({
    count: rows,
    estimateSize: () => ESTIMATE,
    overscan: OVERSCAN,
    scrollMargin: margin,
    getItemKey: numberOf,
  });
  const drawn = virtual.getVirtualItems();
  const { rows: here, error } = useMessages(
    interviewId,
    drawn.map(({ index }) => numberOf(index)),
  );
  useImperativeHandle(handle, () => {
    const indexOf = (number: number) => (numbers ? numbers.indexOf(number) : number - 1);
    const element = (number: number) =>
      list.current?.querySelector<HTMLElement>(`[data-row="${number}"]`) ?? null;
    return {
      show: (number) => {
        const index = indexOf(number);
        if (index >= 0) virtual.scrollToIndex(index, { align: "center" });
      },
      follow: (number) => {
        const index = indexOf(number);
        if (index < 0) return;
        const row = element(number);
        if (row === null) {
          virtual.scrollToIndex(index, { align: "center" });
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
      <ol
        ref={list}
        data-testid="transcript"
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {drawn.map(({ index, key, start }) => {
          const number = numberOf(index);
          const row = here.get(number);
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              data-row={number}
              aria-setsize={rows}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 pb-2"
              style={{ transform: `translateY(${start - margin}px)` }}
            >
              {row ? <Utterance row={row} /> : <Placeholder />}
            </li>
          );
        })}
      </ol>
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
  useLayoutEffect(() => {
    const top = list.current?.getBoundingClientRect().top ?? 0;
    setMargin(Math.round(top + scrollY));
  });
  useEffect(() => {
    if (!("ResizeObserver" in globalThis)) return;
    const observer = new ResizeObserver(() => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      setMargin(Math.round(top + scrollY));
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list]);
  return margin;
}
