import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import { ProblemNotice, problemTitle } from "@/components/problem-notice";
import { Notice } from "@/components/ui/notice";

type Props = { interviewId: string; voiceProblem: unknown };

/** What the people in the room should know, until they put it away. */
export function RoomNotices({ interviewId, voiceProblem }: Props) {
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
        return (
          <Notice
            key={id}
            role="alert"
            {...(title !== null && { title })}
            onDismiss={() => live.dismiss(interviewId, id)}
          >
            {detail && <p>{detail}</p>}
          </Notice>
        );
      })}
    </div>
  );
}
