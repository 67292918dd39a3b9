import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import { problemTitle } from "@/components/problem-notice";
import { Notice } from "@/components/ui/notice";

/** What the people in the room should know, until they put it away. */
export function RoomNotices({ interviewId }: { interviewId: string }) {
  const { t } = useTranslation();
  const { live } = useApi();
  const notices = useRoomNow(live, interviewId, "notices");
  if (notices.length === 0) return null;
  return (
    <div
      className="flex max-h-48 shrink-0 flex-col gap-2 overflow-y-auto p-4"
      data-testid="notices"
    >
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
