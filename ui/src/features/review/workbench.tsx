import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import {
  EVERYTHING,
  foundQuery,
  type Note,
  notesQuery,
  placeQuery,
  versionsQuery,
} from "@/api/review";
import type { InterviewDetail } from "@/api/types";
import { useWide } from "@/components/use-wide";

import { FindBar } from "./find-bar";
import { PendingWords } from "./pending-words";
import { PlayerBar } from "./player-bar";
import { type Comparison, type NoteTarget, ReviewContext } from "./review-context";
import type { ReviewSearch } from "./review-search";
import { SidePanel, type SideTab } from "./side-panel";
import { Transcript, type TranscriptHandle } from "./transcript";
import { useAiMarks } from "./use-ai-marks";
import { useFollowing } from "./use-following";
import { useJobs } from "./use-jobs";
import { useKeys } from "./use-keys";
import { usePlayback } from "./use-playback";

type Props = { detail: InterviewDetail; durationMs: number; search: ReviewSearch };

const ABOUT_ALL: NoteTarget = { messageId: null, number: null, atMs: null };

/** Transcript, panel and player of one interview. */
export function Workbench({ detail, durationMs, search }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const { interview, message_count: count, speakers } = detail;
  const { id } = interview;
  const wide = useWide();
  const { player, spoken, step, fetchMessage } = usePlayback(id, count, durationMs);
  const transcript = useRef<TranscriptHandle>(null);
  const find = useRef<HTMLInputElement>(null);
  const [tab, setTab] = useState<SideTab>(search.tab ?? (wide ? "overview" : "transcript"));
  const [target, setTarget] = useState<NoteTarget>(ABOUT_ALL);
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [sought, setSought] = useState(EVERYTHING);
  const jobs = useJobs(id);
  const notes = useQuery(notesQuery(client, id)).data ?? NO_NOTES;
  const versions = useQuery(versionsQuery(client, id)).data?.versions.length ?? 1;
  const all = JSON.stringify(sought) === JSON.stringify(EVERYTHING);
  const found = useQuery({
    ...foundQuery(client, id, sought),
    enabled: !all,
    placeholderData: (before) => before,
  }).data;
  const doubts = useQuery(foundQuery(client, id, DOUBTFUL)).data?.numbers ?? NO_NUMBERS;
  const lastDoubt = useRef(0);
  const numbers = all ? null : (found?.numbers ?? null);
  const shown = tab === "transcript" || wide;
  const following = useFollowing(player, spoken, transcript, shown);

  const goTo = useCallback(
    (number: number, play: boolean) => {
      setSought(EVERYTHING);
      if (!wide) setTab("transcript");
      void fetchMessage(number).then((row) => {
        const start = row?.message.audio_start_ms;
        if (start != null) {
          player.seek(start);
          if (play) void player.play();
        }
      });
      // Only once everything is shown again can it be scrolled to.
      requestAnimationFrame(() => transcript.current?.show(number));
    },
    [wide, player, fetchMessage],
  );
  const nextDoubt = useCallback(() => {
    // On from where the reader is, and from the beginning again after the last.
    const from = Math.max(spoken.heard.number, lastDoubt.current);
    const next = doubts.find((doubt) => doubt > from) ?? doubts[0];
    if (next === undefined) return;
    lastDoubt.current = next === doubts.at(-1) ? 0 : next;
    goTo(next, false);
  }, [doubts, spoken, goTo]);
  const noteAbout = useCallback((about: NoteTarget) => {
    setTarget(about);
    setTab("notes");
  }, []);
  useKeys(player, {
    step: (direction) =>
      void step(direction).then((number) => {
        if (number !== null) transcript.current?.follow(number);
      }),
    note: () => noteAbout({ messageId: null, number: null, atMs: Math.round(player.positionMs) }),
    doubt: nextDoubt,
    find: () => {
      if (!wide) setTab("transcript");
      requestAnimationFrame(() => find.current?.focus());
    },
  });

  // Where the address points: once, and again when it changes.
  const { message, at } = search;
  const ready = durationMs > 0 || at === undefined;
  const place = message !== undefined ? { message } : at !== undefined ? { at } : null;
  const number = useQuery({
    ...placeQuery(client, id, place ?? { at: 0 }),
    enabled: place !== null,
  }).data;
  useEffect(() => {
    if (number == null || !ready) return;
    transcript.current?.show(number);
    if (at !== undefined) player.seek(at);
  }, [number, at, ready, player]);

  const jump = (note: Note) => {
    if (note.message_id == null) {
      if (note.at_ms != null) player.seek(note.at_ms);
      if (!wide) setTab("transcript");
      following.resume();
      return;
    }
    void client
      .GET("/api/v1/interviews/{id}/messages/place", {
        params: { path: { id }, query: { message: note.message_id } },
      })
      .then(({ data }) => data && goTo(data.number, false));
  };
  const noted = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { message_id } of notes) {
      if (message_id != null) counts.set(message_id, (counts.get(message_id) ?? 0) + 1);
    }
    return counts;
  }, [notes]);
  const { wordedBy, attempted } = useAiMarks(id);
  const notesAt = useMemo(
    () => notes.map(({ at_ms }) => at_ms).filter((ms) => ms != null),
    [notes],
  );
  const parts = useMemo(
    () => ({
      interviewId: id,
      speakers,
      marked: sought.text,
      comparison,
      noted,
      wordedBy,
      attempted,
      player,
      spoken,
      goTo,
      noteAbout,
    }),
    [
      id,
      speakers,
      sought.text,
      comparison,
      noted,
      wordedBy,
      attempted,
      player,
      spoken,
      goTo,
      noteAbout,
    ],
  );
  return (
    <ReviewContext value={parts}>
      <div className="grid items-start gap-x-10 gap-y-4 min-[60rem]:grid-cols-[minmax(0,1fr)_23rem]">
        {shown && (
          <section
            aria-labelledby="transcript"
            className="min-w-0 max-[60rem]:order-2"
            data-testid="transcript-column"
          >
            <h2 id="transcript" className="sr-only">
              {t("transcript.title")}
            </h2>
            <FindBar
              sought={sought}
              onSought={setSought}
              total={found?.total ?? null}
              field={find}
              hasVersions={versions > 1}
              doubts={doubts.length}
              onNextDoubt={nextDoubt}
            />
            <PendingWords jobs={jobs} />
            {comparison && (
              <p
                data-testid="comparing"
                className="mb-2 grid gap-x-6 text-sm font-semibold sm:grid-cols-2"
              >
                <span>{t("versions.number", { number: comparison.left })}</span>
                <span>{t("versions.number", { number: comparison.right })}</span>
              </p>
            )}
            <Transcript count={count} numbers={numbers} handle={transcript} />
          </section>
        )}
        <SidePanel
          detail={detail}
          tab={tab}
          onTab={setTab}
          wide={wide}
          notes={notes}
          target={target}
          onTarget={setTarget}
          onJump={jump}
          comparison={comparison}
          onCompare={setComparison}
          jobs={jobs}
        />
      </div>
      {durationMs > 0 && (
        <PlayerBar
          notesAt={notesAt}
          following={following.on}
          onFollow={() => {
            if (!wide) setTab("transcript");
            following.resume();
          }}
        />
      )}
    </ReviewContext>
  );
}

const NO_NOTES: Note[] = [];
const NO_NUMBERS: number[] = [];
const DOUBTFUL = { ...EVERYTHING, uncertain: true };
