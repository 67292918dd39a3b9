import {
  AudioLines,
  ChevronDown,
  CornerDownRight,
  MessageSquareText,
  StickyNote,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Hit, Part } from "@/api/types";
import { clock, dateTime, number } from "@/i18n/format";

import type { Entry } from "./entries";

type Props = { entry: Entry; chosen: boolean; onChoose: () => void; onOpen: () => void };

/** One line of what was found. */
export function EntryLine({ entry, chosen, onChoose, onOpen }: Props) {
  return (
    <li
      id={entry.id}
      role="option"
      aria-selected={chosen}
      data-testid={`found-${entry.kind}`}
      onPointerMove={chosen ? undefined : onChoose}
      onClick={onOpen}
      className={`cursor-pointer rounded-lg px-3 ${chosen ? "bg-violet-mist" : ""} ${
        entry.kind === "interview" ? "mt-1 py-2 first:mt-0" : "py-1.5 pl-5"
      }`}
    >
      <Content entry={entry} />
    </li>
  );
}

function Content({ entry }: { entry: Entry }): ReactNode {
  const { t, i18n } = useTranslation();
  switch (entry.kind) {
    case "interview": {
      const { interview } = entry;
      return (
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-medium">
            <Marked parts={interview.candidate_name} />
          </span>
          {interview.candidate_external_id && (
            <span className="text-sm text-quiet">
              <Marked parts={interview.candidate_external_id} />
            </span>
          )}
          <span className="min-w-0 flex-1 text-sm text-quiet">
            <Marked parts={interview.position_title} />
          </span>
          <span className="text-sm text-quiet tabular-nums">
            {t(`status.${interview.status}`)}
            {", "}
            {dateTime(interview.latest_at, i18n.language)}
          </span>
          {interview.description && (
            <p className="w-full text-sm text-quiet">
              <Marked parts={interview.description} />
            </p>
          )}
        </div>
      );
    }
    case "hit":
      return <HitContent hit={entry.hit} />;
    case "hits":
      return (
        <span className="flex items-center gap-2 text-sm text-violet-text">
          <CornerDownRight className="size-4 shrink-0" aria-hidden />
          {t("search.moreHits", {
            count: entry.left,
            amount: number(entry.left, i18n.language),
          })}
        </span>
      );
    case "more":
      return (
        <span className="flex items-center gap-2 text-sm font-medium text-violet-text">
          <ChevronDown className="size-4 shrink-0" aria-hidden />
          {t("search.more")}
        </span>
      );
  }
}

function HitContent({ hit }: { hit: Hit }) {
  const { t } = useTranslation();
  const Icon =
    hit.note_id != null ? StickyNote : hit.audio_ms != null ? AudioLines : MessageSquareText;
  return (
    <div className="flex items-start gap-3 text-sm">
      <Icon className="mt-0.5 size-4 shrink-0 text-quiet" aria-hidden />
      <p className="min-w-0 flex-1">
        <span className="text-quiet">
          {hit.role == null ? t("search.note") : t(`role.${hit.role}`)}
          {": "}
        </span>
        <Marked parts={hit.excerpt} />
      </p>
      {hit.audio_ms != null && (
        <span className="text-quiet tabular-nums">{clock(hit.audio_ms)}</span>
      )}
    </div>
  );
}

function Marked({ parts }: { parts: Part[] }) {
  return parts.map(({ text, found }, n) =>
    found ? (
      <mark key={n} className="rounded-sm bg-violet px-0.5 text-white">
        {text}
      </mark>
    ) : (
      <span key={n}>{text}</span>
    ),
  );
}
