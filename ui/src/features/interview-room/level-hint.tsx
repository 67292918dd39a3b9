import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import type { Role } from "@/api/types";

/** What would make this microphone's sound better; nothing while all is well. */
export function LevelAdvice({ interviewId, track }: { interviewId: string; track: Role }) {
  const { t } = useTranslation();
  const { live } = useApi();
  const hint = useRoomNow(live, interviewId, "hints")[track];
  return (
    <p
      role="status"
      data-testid={`level-hint-${track}`}
      className="text-sm text-quiet empty:hidden"
    >
      {hint !== undefined && hint !== "good" && t(`levelHint.${hint}`)}
    </p>
  );
}
