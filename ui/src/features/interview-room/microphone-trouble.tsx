import { MicOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { MicrophoneView } from "@/api/room";

import { DevicePicker } from "./device-picker";

type Props = { interviewId: string; microphone: MicrophoneView | null };

/** Says at once when nobody can be heard, and what to do about it. */
export function MicrophoneTrouble({ interviewId, microphone }: Props) {
  const { t } = useTranslation();
  const trouble = microphone === null || microphone.state === "working" ? null : microphone.state;
  return (
    <div className={trouble ? "px-4 pt-4 sm:px-8" : "hidden"}>
      <div
        className={trouble ? "rounded-xl border-2 border-violet-text bg-violet-mist p-4" : ""}
        data-testid="microphone-trouble"
        data-trouble={trouble}
      >
        {/* In the page before there is trouble, so that screen readers tell of it. */}
        <div role="alert" data-testid="silent-microphone">
          {microphone && trouble && (
            <div className="flex items-start gap-3">
              <MicOff className="mt-0.5 size-5 shrink-0 text-violet-text" aria-hidden />
              <div className="min-w-0">
                <p className="font-semibold">
                  {t(`microphone.${trouble}.title`, { name: microphone.device })}
                </p>
                <p className="text-sm">{t(`microphone.${trouble}.text`)}</p>
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
              <DevicePicker interviewId={interviewId} device={microphone.device} />
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
