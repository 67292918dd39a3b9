import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type Notice, useRoomNow } from "@/api/live-facts";
import { ProblemNotice, problemTitle } from "@/components/problem-notice";
import { Notice as NoticeBox } from "@/components/ui/notice";

import type { Audience } from "./room-page";

type Props = { interviewId: string; audience: Audience; voiceProblem: unknown };

/** Told in a moment without hurry: nothing is lost, and nobody has to do anything. */
const CALM: ReadonlySet<Notice["code"]> = new Set(["captions_paused"]);

/** What the people in the room should know, until they put it away. */
export function RoomNotices({ interviewId, audience, voiceProblem }: Props) {
  const { t } = useTranslation();
  const { live } = useApi();
  const notices = useRoomNow(live, interviewId, "notices");
  if (notices.length === 0 && voiceProblem === null) return null;
  return (
    <div
      className="flex max-h-48 shrink-0 flex-col gap-2 overflow-y-auto px-4 pt-4 sm:px-8"
      data-testid="notices"
    >
      <ProblemNotice cause={voiceProblem} />
      {notices.map(({ id, code, detail }) => {
        const title = problemTitle(t, code);
        const calm = CALM.has(code);
        return (
          <NoticeBox
            key={id}
            role={calm ? "status" : "alert"}
            {...(title !== null && { title })}
            onDismiss={() => live.dismiss(interviewId, id)}
          >
            {detail && (!calm || audience === "recruiter") && <p>{detail}</p>}
          </NoticeBox>
        );
      })}
    </div>
  );
}
