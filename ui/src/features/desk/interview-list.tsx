import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { InterviewRow } from "@/api/types";
import { month } from "@/i18n/format";

import { sameSection, type Section, sectionOf } from "./days";
import type { Interviews } from "./use-interviews";

/** Height of a row before it was measured, in CSS pixels. */
const ROW_PX = 73;
/** Rows kept ready above and below what is visible. */
const SPARE_ROWS = 8;

/** The moment something last happened to an interview that a recruiter would look for it by. */
export const latestAt = ({ interview }: InterviewRow) =>
  Math.max(
    interview.created_at,
    interview.started_at ?? 0,
    interview.finished_at ?? 0,
    interview.cancelled_at ?? 0,
  );

type Props = {
  total: number;
  row: Interviews["row"];
  /** Which rows are on screen or near it. */
  onRange: (first: number, last: number) => void;
  /** Where the page was scrolled to when this list was last shown. */
  remembered: { current: number };
  /** The line; `atTime` when the day stands above it and the time is enough. */
  children: (row: InterviewRow, atTime: boolean) => ReactNode;
};

/** As many lines as there are interviews, of which only the visible ones exist, by day. */
export function InterviewList({ total, row, onRange, remembered, children }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const [margin, setMargin] = useState(0);
  // Midnight moves rows to another section; whoever comes back to the window sees it.
  const [now, setNow] = useState(Date.now);
  const virtual = useWindowVirtualizer({
    count: total,
    estimateSize: () => ROW_PX,
    overscan: SPARE_ROWS,
    scrollMargin: margin,
    initialOffset: () => remembered.current,
    // Without a layout, as in tests, everything has no height, and every row would fit.
    measureElement: (element) => element.getBoundingClientRect().height || ROW_PX,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange(first, last), [onRange, first, last]);

  useLayoutEffect(() => {
    const measure = () =>
      setMargin((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, [total]);

  useLayoutEffect(() => {
    if (remembered.current > 0) window.scrollTo(0, remembered.current);
    const remember = () => {
      remembered.current = window.scrollY;
    };
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, [remembered]);

  useEffect(() => {
    const look = () => setNow(Date.now());
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);

  const section = (index: number) => {
    const there = row(index);
    return there && sectionOf(latestAt(there), now);
  };
  return (
    <ul
      ref={list}
      data-testid="interviews"
      aria-label={t("desk.title")}
      className="relative"
      style={{ height: virtual.getTotalSize() }}
    >
      {items.map(({ index, key, start }) => {
        const there = row(index);
        const own = section(index);
        const before = index > 0 ? section(index - 1) : undefined;
        const begins = own !== undefined && (index === 0 || (before && !sameSection(own, before)));
        return (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            aria-setsize={total}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
          >
            {begins && <SectionTitle section={own} />}
            {there ? (
              children(there, own?.key === "desk.today" || own?.key === "desk.yesterday")
            ) : (
              <Placeholder />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function SectionTitle({ section }: { section: Section }) {
  const { t, i18n } = useTranslation();
  return (
    <h2
      data-testid="section"
      className="border-b border-line pt-6 pb-2 text-sm font-semibold text-quiet first-letter:uppercase"
    >
      {section.key === "month" ? month(section.month, i18n.language) : t(section.key)}
    </h2>
  );
}

/** Stands where an interview will be in a moment. */
function Placeholder() {
  return (
    <div className="flex h-[73px] items-center gap-6 border-b border-line px-3" aria-hidden>
      <span className="h-4 w-48 rounded bg-raised" />
      <span className="h-4 w-24 rounded bg-raised" />
    </div>
  );
}
