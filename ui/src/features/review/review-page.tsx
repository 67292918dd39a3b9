import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { interviewQuery, messagesQuery } from "@/api/queries";
import type { InterviewDetail } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { StatusBadge } from "@/components/status-badge";
import { buttonLook } from "@/components/ui/button";
import { clock, dateTime } from "@/i18n/format";

import { Coverage } from "./coverage";
import { Exports } from "./exports";
import { Recording } from "./recording";
import { Transcript } from "./transcript";

/** What an interview brought: the words, what was asked, the recording, the files. */
export function ReviewPage({ interviewId }: { interviewId: string }) {
  const { client } = useApi();
  const query = useQuery(interviewQuery(client, interviewId));
  return <Loaded query={query}>{(detail) => <Review detail={detail} />}</Loaded>;
}

function Review({ detail }: { detail: InterviewDetail }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const { interview } = detail;
  const messages = useQuery(messagesQuery(client, interview.id));
  const audioRef = useRef<HTMLAudioElement>(null);
  const playFrom = (ms: number) => {
    if (audioRef.current === null) return;
    audioRef.current.currentTime = ms / 1000;
    void audioRef.current.play();
  };
  const open = interview.status === "started" || interview.status === "paused";
  const begun = interview.started_at != null;
  return (
    <div className="flex flex-col gap-8">
      <Heading detail={detail} />
      {open && (
        <Link
          to="/interviews/$interviewId/room"
          params={{ interviewId: interview.id }}
          className={`${buttonLook("primary")} self-start`}
        >
          {t("review.toRoom")}
        </Link>
      )}
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Loaded query={messages}>
          {(rows) => <Transcript interviewId={interview.id} rows={rows} onSeek={playFrom} />}
        </Loaded>
        <div className="flex flex-col gap-6">
          {begun && !open && <Recording interviewId={interview.id} audioRef={audioRef} />}
          {interview.status === "finished" && <Exports detail={detail} />}
          <Coverage entries={detail.coverage} language={interview.language} />
        </div>
      </div>
    </div>
  );
}

function Heading({ detail }: { detail: InterviewDetail }) {
  const { t, i18n } = useTranslation();
  const { interview } = detail;
  const facts = [
    ...(interview.candidate_external_id == null ? [] : [interview.candidate_external_id]),
    dateTime(interview.started_at ?? interview.created_at, i18n.language),
    t("review.duration", { duration: clock(detail.duration_ms) }),
  ];
  return (
    <header className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-2xl font-semibold">{interview.candidate_name}</h1>
        <StatusBadge interview={interview} />
      </div>
      <p>{detail.position_title}</p>
      <p className="text-sm text-quiet tabular-nums">{facts.join(" · ")}</p>
      {interview.description && (
        <p className="mt-2 max-w-prose whitespace-pre-line">{interview.description}</p>
      )}
    </header>
  );
}
