import { useTranslation } from "react-i18next";

import type { InterviewerState } from "@/api/room";

import type { Doing } from "./presence-state";
import type { Audience } from "./room-page";

/** What stands inside the form, so that its state is told without motion and without colour, too. */
function Sign({ doing }: { doing: Doing }) {
  switch (doing) {
    case "speaking":
      return [34, 42, 50, 58, 66].map((x, i) => (
        <rect
          key={x}
          x={x - 2}
          y={50 - (BARS[i] ?? 0)}
          width="4"
          height={2 * (BARS[i] ?? 0)}
          rx="2"
          className="presence-bar"
          style={{ animationDelay: `${-i * 170}ms` }}
        />
      ));
    case "thinking":
      return [38, 50, 62].map((x, i) => (
        <circle
          key={x}
          cx={x}
          cy="50"
          r="4"
          className="presence-dot"
          style={{ animationDelay: `${i * 220}ms` }}
        />
      ));
    case "composing":
      return [36, 50, 64].map((x, i) => (
        <circle
          key={x}
          cx={x}
          cy="50"
          r="4.5"
          className="presence-wave"
          style={{ animationDelay: `${i * 260}ms` }}
        />
      ));
    case "paused":
      return (
        <>
          <rect x="40" y="38" width="6" height="24" rx="2" />
          <rect x="54" y="38" width="6" height="24" rx="2" />
        </>
      );
    case "hearing":
      return <circle cx="50" cy="50" r="13" className="presence-ear" />;
    case "listening":
      return <circle cx="50" cy="50" r="6" />;
    case "waiting":
      return <rect x="48" y="38" width="4" height="24" rx="2" className="presence-cursor" />;
  }
}
const BARS = [6, 11, 15, 11, 6];

type Props = {
  doing: Doing;
  interviewer: InterviewerState;
  audience: Audience;
};

/** The interviewer: a quiet form that is plainly not a person, and says in words what it does. */
export function Presence({ doing, interviewer, audience }: Props) {
  const { t } = useTranslation();
  // Who words the lines is the recruiter's affair; to the candidate it is the same conversation.
  const prepared =
    audience === "recruiter" && (interviewer === "offline" || interviewer === "scripted");
  return (
    <div className="flex items-center gap-4" data-testid="presence" data-doing={doing}>
      <svg
        viewBox="0 0 100 100"
        aria-hidden
        className="presence size-16 shrink-0 xl:size-24"
        data-doing={doing}
      >
        <circle cx="50" cy="50" r="46" className="presence-halo" />
        <circle cx="50" cy="50" r="38" className="presence-ring" />
        <circle cx="50" cy="50" r="30" className="presence-core" />
        <g className="presence-sign">
          <Sign doing={doing} />
        </g>
      </svg>
      <div className="min-w-0 text-sm">
        <p className="font-medium">{t("presence.name")}</p>
        <p data-testid="listening" className="text-quiet">
          {t(`presence.${doing}`)}
        </p>
        {prepared && (
          <p data-testid="wording" data-state={interviewer} className="text-xs text-quiet">
            {t(`presence.wording.${interviewer}`)}
          </p>
        )}
      </div>
      {/* Told once when it begins to think, and not the short moments in between. */}
      <p role="status" data-testid="thinking" className="sr-only">
        {doing === "composing" && t("presence.composingNow")}
      </p>
    </div>
  );
}
