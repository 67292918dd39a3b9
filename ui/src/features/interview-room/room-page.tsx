import { useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { interviewQuery } from "@/api/queries";
import { Appearance } from "@/components/appearance";
import { Loaded } from "@/components/loaded";

import { RunningView } from "./running-view";
import { SetupView } from "./setup-view";
import { Timer } from "./timer";

/** The interview's room from before the start until it is over; then its review takes over. */
export function RoomPage({ interviewId }: { interviewId: string }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const query = useQuery(interviewQuery(client, interviewId));
  const status = query.data?.interview.status;
  const live = status === "started" || status === "paused";
  return (
    <div className={`flex min-h-dvh flex-col ${live ? "roomy:h-dvh" : ""}`}>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 sm:px-6">
        <Link
          to="/"
          className="-ml-2 flex min-h-10 items-center gap-2 rounded-lg px-2 text-sm hover:bg-raised"
        >
          <ArrowLeft className="size-4" aria-hidden />
          {t("app.toDesk")}
        </Link>
        <div className="min-w-0 flex-1 basis-40">
          {query.data && live && (
            <h1 className="text-sm">
              <span className="font-medium">{query.data.interview.candidate_name}</span>
              <span className="text-quiet">{` · ${query.data.position_title}`}</span>
            </h1>
          )}
        </div>
        {query.data && live && <Timer detail={query.data} fetchedAt={query.dataUpdatedAt} />}
        <Appearance />
      </header>
      <Loaded query={query}>
        {(detail) => {
          switch (detail.interview.status) {
            case "not_started":
              return <SetupView detail={detail} />;
            case "started":
            case "paused":
              return <RunningView detail={detail} />;
            default:
              return (
                <Navigate to="/interviews/$interviewId/review" params={{ interviewId }} replace />
              );
          }
        }}
      </Loaded>
    </div>
  );
}
