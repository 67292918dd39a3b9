import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { useRoomNow } from "@/api/live-facts";
import type { RoomView } from "@/api/room";
import { number } from "@/i18n/format";

import type { Audience } from "./room-page";

/** So far behind, in ms, words still count as coming live. */
const NOTICED_MS = 3_000;

/** How the captions come, in the candidate's words or with what the recruiter may want to know. */
export function Pace({ room, audience }: { room: RoomView; audience: Audience }) {
  const { t, i18n } = useTranslation();
  const { live } = useApi();
  const captions = useRoomNow(live, room.interview_id, "captions") ?? room.captions;
  const lagMs = useRoomNow(live, room.interview_id, "lagMs") ?? room.lag_ms;
  const behind = lagMs >= NOTICED_MS && captions !== "later";
  const says = captions === "live" && behind ? "fewer" : captions;
  const seconds = number(lagMs / 1_000, i18n.language, 0);
  const other = room.spoken_language !== room.language;
  return (
    <p
      data-testid="pace"
      data-captions={captions}
      className="flex min-w-0 flex-wrap items-baseline gap-x-1.5 text-xs text-quiet"
    >
      <span
        aria-hidden
        className={`inline-block size-2 shrink-0 self-center rounded-full ${
          says === "live" ? "bg-violet" : "border border-edge"
        }`}
      />
      <span>{t(`pace.${says}.${audience}`)}</span>
      {behind && audience === "recruiter" && (
        <span className="tabular-nums">{t("pace.behind", { seconds })}</span>
      )}
      {other && <span>{t(`pace.language.${room.spoken_language}`)}</span>}
    </p>
  );
}
