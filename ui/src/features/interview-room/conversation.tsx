import { observeElementRect, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { MessageRow, Role } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { timeOfDay } from "@/i18n/format";

import { ReplyText } from "./reply-text";
import type { Audience } from "./room-page";
import type { ShownReply } from "./use-reply";

type Props = {
  interviewId: string;
  audience: Audience;
  rows: MessageRow[];
  /** The line being worded. */
  reply: ShownReply | null;
  hasEarlier: boolean;
  loadingEarlier: boolean;
  onEarlier: () => void;
  problem: unknown;
};

/** So near the end the list follows what is added, in px. */
const NEAR_END = 60;

/** A list that has no size yet shows its newest lines all the same. */
function observeRect(
  list: Virtualizer<HTMLDivElement, Element>,
  onRect: (rect: { width: number; height: number }) => void,
) {
  return observeElementRect(list, (rect) =>
    onRect(rect.height > 0 ? rect : { width: rect.width, height: 600 }),
  );
}

/** Everything said and typed so far; stays at the newest line unless someone reads further up. */
export function Conversation(props: Props) {
  const { interviewId, audience, rows, reply } = props;
  const { hasEarlier, loadingEarlier, onEarlier, problem } = props;
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoizes anything here
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => 84,
    getItemKey: (n) => rows[n]?.message.id ?? n,
    overscan: 6,
    observeElementRect: observeRect,
    initialOffset: () => rows.length * 84,
  });
  const last = rows.at(-1)?.message.id;
  useLayoutEffect(() => {
    if (atEnd.current && rows.length > 0) virtual.scrollToIndex(rows.length - 1, { align: "end" });
  }, [last, rows.length, virtual]);

  // What is put in front must not move what is being read.
  const first = useRef<{ id: string; size: number } | null>(null);
  const firstId = rows[0]?.message.id ?? "";
  const size = virtual.getTotalSize();
  useLayoutEffect(() => {
    const before = first.current;
    if (before && before.id !== firstId && !atEnd.current && list.current) {
      list.current.scrollTop += size - before.size;
    }
    first.current = { id: firstId, size };
  }, [firstId, size]);

  const items = virtual.getVirtualItems();
  useEffect(() => {
    const el = list.current;
    if (el && atEnd.current) el.scrollTop = el.scrollHeight;
  }, [size]);
  const follow = useCallback(() => {
    const el = list.current;
    if (el && atEnd.current) el.scrollTop = el.scrollHeight;
  }, []);
  return (
    <div
      ref={list}
      // Reachable by keyboard, so that it can be scrolled by it.
      tabIndex={0}
      role="log"
      // The stage tells what is new; twice would be too much.
      aria-live="off"
      aria-label={t("room.conversation")}
      data-testid="conversation"
      className="max-h-96 min-h-40 flex-1 overflow-y-auto p-4 -outline-offset-2 roomy:max-h-none"
      onScroll={({ currentTarget: el }) => {
        atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_END;
      }}
    >
      {hasEarlier && (
        <div className="mb-3 flex flex-col items-center gap-2">
          <Button look="quiet" data-testid="earlier" disabled={loadingEarlier} onClick={onEarlier}>
            {t(loadingEarlier ? "common.loading" : "room.earlier")}
          </Button>
        </div>
      )}
      <ProblemNotice cause={problem} />
      {rows.length === 0 && reply === null && (
        <p className="text-sm text-quiet">{t("room.nothingYet")}</p>
      )}
      <div className="relative" style={{ height: size }}>
        {items.map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0 pb-4"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Line row={row} audience={audience} />
              </div>
            )
          );
        })}
      </div>
      {reply && (
        <div
          data-testid="reply"
          data-going={reply.going || undefined}
          className="mr-6 pb-4 transition-opacity duration-300 data-going:opacity-0"
        >
          <p className="text-xs text-quiet">
            <span className="font-medium">{t("role.ai_hr")}</span>
          </p>
          <p className="text-sm whitespace-pre-line">
            <ReplyText interviewId={interviewId} line={reply.line} onGrown={follow} />
          </p>
        </div>
      )}
    </div>
  );
}

/** Each speaker's side: the interviewer plainly on the left, the candidate on the right, the recruiter between. */
const SIDES: Record<Role, string> = {
  ai_hr: "mr-6",
  candidate: "ml-6 rounded-xl bg-violet-mist px-3 py-2",
  recruiter: "mr-6 rounded-xl border border-line px-3 py-2",
};

type LineProps = { row: MessageRow; audience: Audience };

function Line({ row: { message, role, counting }, audience }: LineProps) {
  const { t, i18n } = useTranslation();
  const later = counting.doubt === "not_transcribed" && counting.content.trim() === "";
  return (
    <div data-testid="message" data-role={role} className={SIDES[role]}>
      <p className="text-xs text-quiet">
        <span className="font-medium">{t(`role.${role}`)}</span>
        {` · ${timeOfDay(message.at, i18n.language)}`}
        {message.cut_off === true && audience === "recruiter" && (
          <span data-testid="cut-off">{` · ${t("room.cutOff")}`}</span>
        )}
      </p>
      <p lang={message.language} className="text-sm whitespace-pre-line">
        {later ? (
          <i className="text-quiet" data-testid="written-later">
            {t("room.writtenLater")}
          </i>
        ) : message.cut_off === true ? (
          `${counting.content.trimEnd()} …`
        ) : (
          counting.content
        )}
      </p>
    </div>
  );
}
