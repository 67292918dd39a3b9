import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { MessageRow } from "@/api/types";
import { timeOfDay } from "@/i18n/format";

/** Everything said and typed so far; stays at the newest line unless someone reads further up. */
export function Conversation({ rows }: { rows: MessageRow[] }) {
  const { t, i18n } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (atEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [rows]);
  return (
    <div
      ref={list}
      // Reachable by keyboard, so that it can be scrolled by it.
      tabIndex={0}
      role="log"
      aria-label={t("room.conversation")}
      data-testid="conversation"
      className="flex min-h-40 flex-1 flex-col gap-4 overflow-y-auto p-4 -outline-offset-2 max-roomy:max-h-96"
      onScroll={({ currentTarget: el }) => {
        atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < 40;
      }}
    >
      {rows.length === 0 && <p className="text-sm text-quiet">{t("room.nothingYet")}</p>}
      {rows.map(({ message, revisions }) => {
        const own = message.role !== "ai_hr";
        return (
          <div
            key={message.id}
            data-testid="message"
            data-role={message.role}
            className={own ? "ml-6 rounded-xl bg-violet-mist px-3 py-2" : "mr-6"}
          >
            <p className="text-xs text-quiet">
              <span className="font-medium">{t(`role.${message.role}`)}</span>
              {` · ${timeOfDay(message.at, i18n.language)}`}
            </p>
            <p lang={message.language} className="text-sm whitespace-pre-line">
              {revisions.at(-1)?.content ?? message.content}
            </p>
          </div>
        );
      })}
    </div>
  );
}
