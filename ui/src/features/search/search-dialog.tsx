import * as Radix from "@radix-ui/react-dialog";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search as Glass } from "lucide-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { hitsQuery, searchQuery } from "@/api/desk";
import { ProblemNotice } from "@/components/problem-notice";
import { SHADE } from "@/components/ui/dialog";

import { entriesOf, type Entry } from "./entries";
import { EntryLine } from "./entry-line";

/** How long after the last letter is searched. */
const TYPING_MS = 120;
/** Something to look for: at least two letters or digits, for one begins nearly everything. */
const SEARCHABLE = /[\p{L}\p{N}].*[\p{L}\p{N}]/u;

/** What was last looked for, for whoever comes back from a hit to see the next. */
let lastTyped = "";

/** Search over everything on a sheet: typing searches, arrows choose, Enter opens. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(lastTyped);
  const [wanted, setWanted] = useState(lastTyped);
  const [chosen, setChosen] = useState(0);
  // An interview all of whose hits are wanted.
  const [within, setWithin] = useState<string | null>(null);

  useEffect(() => {
    lastTyped = typed;
    if (typed === wanted) return;
    const timer = setTimeout(() => {
      setWanted(typed);
      setWithin(null);
      setChosen(0);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, wanted]);

  const searchable = SEARCHABLE.test(wanted);
  const everything = useInfiniteQuery({
    ...searchQuery(client, wanted),
    enabled: searchable && within === null,
  });
  const hits = useInfiniteQuery({
    ...hitsQuery(client, wanted, within ?? ""),
    enabled: searchable && within !== null,
  });
  const query = within === null ? everything : hits;
  const pages = searchable ? (query.data?.pages ?? []) : [];
  const interviews =
    within === null
      ? pages.flatMap((page) => page.interviews)
      : mergeHits(pages.flatMap((page) => page.interviews));
  const entries = entriesOf(interviews, query.hasNextPage && searchable && within === null);
  const current = entries[Math.min(chosen, entries.length - 1)];
  const total = pages[0];

  useEffect(() => {
    if (current) document.getElementById(current.id)?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const open = (entry: Entry) => {
    if (entry.kind === "more") {
      void everything.fetchNextPage();
      return;
    }
    const { interview } = entry;
    if (entry.kind === "hits") {
      if (within === interview.id) void hits.fetchNextPage();
      else {
        setWithin(interview.id);
        setChosen(0);
      }
      return;
    }
    onClose();
    const params = { interviewId: interview.id };
    if (entry.kind === "interview") {
      const running = ["not_started", "started", "paused"].includes(interview.status);
      void navigate({
        to: running ? "/interviews/$interviewId/room" : "/interviews/$interviewId/review",
        params,
      });
      return;
    }
    const { message_id, audio_ms } = entry.hit;
    void navigate({
      to: "/interviews/$interviewId/review",
      params,
      search: {
        ...(message_id != null && { message: message_id }),
        ...(audio_ms != null && { at: audio_ms }),
      },
    });
  };

  const onKey = (e: KeyboardEvent) => {
    const last = entries.length - 1;
    const at = Math.min(chosen, last);
    const next = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1 }[e.key];
    if (next !== undefined && entries.length > 0) {
      e.preventDefault();
      setChosen(next);
    } else if (e.key === "Enter" && !e.nativeEvent.isComposing && current && typed === wanted) {
      e.preventDefault();
      open(current);
    }
  };

  const nothing = searchable && query.isSuccess && entries.length === 0;
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className={SHADE} />
        <Radix.Content
          aria-describedby={undefined}
          data-testid="search-dialog"
          onEscapeKeyDown={(e) => {
            if (within === null) return;
            // One step back before the sheet closes.
            e.preventDefault();
            setWithin(null);
            setChosen(0);
          }}
          className="fixed inset-x-0 top-0 z-20 mx-auto flex max-h-dvh w-full max-w-3xl flex-col overflow-hidden border-line bg-paper shadow-2xl sm:top-[8dvh] sm:max-h-[84dvh] sm:w-[calc(100vw-2rem)] sm:rounded-2xl sm:border"
        >
          <Radix.Title className="sr-only">{t("search.title")}</Radix.Title>
          <div className="flex items-center gap-3 border-b border-line px-4">
            <Glass className="size-5 shrink-0 text-quiet" aria-hidden />
            <input
              type="text"
              role="combobox"
              data-testid="search-input"
              aria-label={t("search.title")}
              aria-expanded={entries.length > 0}
              aria-controls="found"
              aria-autocomplete="list"
              {...(current && { "aria-activedescendant": current.id })}
              placeholder={t("search.placeholder")}
              autoComplete="off"
              spellCheck={false}
              maxLength={500}
              value={typed}
              onFocus={(e) => e.target.select()}
              onChange={(e) => setTyped(e.target.value)}
              onKeyDown={onKey}
              className="min-h-14 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-quiet"
            />
            <Radix.Close className="rounded-lg px-2 py-1 text-sm text-quiet hover:bg-raised">
              {t("common.close")}
            </Radix.Close>
          </div>
          <p role="status" className="sr-only">
            {searchable &&
              total &&
              !nothing &&
              t("search.found", { count: total.total_interviews })}
          </p>
          <div className="flex min-h-0 flex-1 flex-col">
            {entries.length > 0 && (
              <ul
                id="found"
                role="listbox"
                aria-label={t("search.results")}
                data-testid="found"
                className="min-h-0 overflow-y-auto p-2"
              >
                {entries.map((entry, n) => (
                  <EntryLine
                    key={entry.id}
                    entry={entry}
                    chosen={entry === current}
                    onChoose={() => setChosen(n)}
                    onOpen={() => open(entry)}
                  />
                ))}
              </ul>
            )}
            {query.error !== null && searchable && (
              <div className="p-4">
                <ProblemNotice cause={query.error} />
              </div>
            )}
            {!searchable && <Hint title={t("search.hint")} text={t("search.hintText")} />}
            {nothing && <Hint title={t("search.nothing")} text={t("search.nothingText")} />}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type Interviews = Extract<Entry, { kind: "interview" }>["interview"][];

/** The pages of one interview's hits as one interview. */
function mergeHits(pages: Interviews): Interviews {
  const [first] = pages;
  return first ? [{ ...first, hits: pages.flatMap(({ hits }) => hits) }] : [];
}

function Hint({ title, text }: { title: string; text: string }) {
  return (
    <div className="px-6 py-8 text-center" data-testid="search-hint">
      <p className="font-medium">{title}</p>
      <p className="mt-1 text-sm text-quiet">{text}</p>
    </div>
  );
}
