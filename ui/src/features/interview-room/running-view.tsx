import { useQuery } from "@tanstack/react-query";

import { useApi } from "@/api/api-context";
import { messagesQuery } from "@/api/queries";
import type { InterviewDetail } from "@/api/types";
import { Loaded } from "@/components/loaded";

import { AnswerBox } from "./answer-box";
import { Conversation } from "./conversation";
import { PausedPanel } from "./paused-panel";
import { RoomControls } from "./room-controls";
import { RoomNotices } from "./room-notices";
import { Stage } from "./stage";

/** The room while the interview runs or rests. */
export function RunningView({ detail }: { detail: InterviewDetail }) {
  const { client } = useApi();
  const { interview } = detail;
  const messages = useQuery(messagesQuery(client, interview.id));
  const running = interview.status === "started";
  return (
    <main className="grid min-h-0 flex-1 grid-cols-1 roomy:grid-cols-[minmax(0,1fr)_20rem] xl:roomy:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="flex min-h-0 flex-col">
        <RoomNotices interviewId={interview.id} />
        <div className="flex min-h-0 flex-1 flex-col roomy:overflow-y-auto">
          {running ? (
            <Loaded query={messages}>{(rows) => <Stage detail={detail} rows={rows} />}</Loaded>
          ) : (
            <PausedPanel interview={interview} />
          )}
        </div>
        <RoomControls interview={interview} />
      </div>
      <aside className="flex min-h-0 flex-col border-line max-roomy:border-t roomy:border-l">
        <Loaded query={messages}>{(rows) => <Conversation rows={rows} />}</Loaded>
        {running && <AnswerBox interviewId={interview.id} />}
      </aside>
    </main>
  );
}
