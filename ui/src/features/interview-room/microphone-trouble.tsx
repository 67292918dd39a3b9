import { MicOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Role } from "@/api/types";

import { DevicePicker } from "./device-picker";
import type { OwnMicrophone } from "./use-microphone";

type Props = {
  interviewId: string;
  /** Whose microphone: the candidate's, or that of the recruiter who uses a second one. */
  track: Role;
  microphone: OwnMicrophone | null;
  /** Says whose it is, where there are two. */
  named: boolean;
};

/** Says at once when somebody can no longer be heard, and what to do about it. */
export function MicrophoneTrouble({ interviewId, track, microphone, named }: Props) {
  const { t } = useTranslation();
  const second = track === "recruiter";
  const trouble = microphone === null || microphone.state === "working" ? null : microphone.state;
  return (
    <div className={trouble ? "px-4 pt-4 sm:px-8" : "hidden"}>
      <div
        className={trouble ? "rounded-xl border-2 border-violet-text bg-violet-mist p-4" : ""}
        data-testid={second ? "microphone-trouble-recruiter" : "microphone-trouble"}
        data-trouble={trouble}
      >
        {/* In the page before there is trouble, so that screen readers tell of it. */}
        <div
          role="alert"
          data-testid={second ? "silent-microphone-recruiter" : "silent-microphone"}
        >
          {microphone && trouble && (
            <div className="flex items-start gap-3">
              <MicOff className="mt-0.5 size-5 shrink-0 text-violet-text" aria-hidden />
              <div className="min-w-0">
                <p className="font-semibold">
                  {named && `${t(`role.${track}`)} · `}
                  {t(`microphone.${trouble}.title`, { name: microphone.device })}
                </p>
                <p className="text-sm">
                  {t(second ? "microphone.secondText" : `microphone.${trouble}.text`)}
                </p>
              </div>
            </div>
          )}
        </div>
        {microphone && trouble && (
          <div className="mt-3 flex flex-wrap items-end gap-x-8 gap-y-3 pl-8">
            <ul className="min-w-0 flex-1 basis-64 list-disc pl-4 text-sm">
              {(["first", "second"] as const).map((what) => (
                <li key={what}>{t(`microphone.${trouble}.${what}`)}</li>
              ))}
            </ul>
            <div className="w-full max-w-72">
              <DevicePicker
                interviewId={interviewId}
                device={microphone.device}
                track={track}
                named={named}
              />
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
