import { ChevronDown, Mic, MicOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Popover } from "@/components/ui/popover";

import { DevicePicker } from "./device-picker";
import { LevelAdvice } from "./level-hint";
import { LevelMeter } from "./level-meter";
import type { OwnMicrophone } from "./use-microphone";

type Props = {
  interviewId: string;
  microphone: OwnMicrophone;
  /** Says whose it is, where there are two. */
  named: boolean;
};

/** A microphone in use with its level; pressing it offers another one. */
export function MicrophoneStatus({ interviewId, microphone, named }: Props) {
  const { t } = useTranslation();
  const { state, device, track } = microphone;
  const Icon = state === "working" ? Mic : MicOff;
  const testId = track === "candidate" ? "microphone" : `microphone-${track}`;
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3">
        <Popover
          label={t("microphone.choose")}
          testId="microphone-choice"
          trigger={
            <button
              type="button"
              data-testid={testId}
              data-state-of-microphone={state}
              className="-ml-2 flex min-h-10 min-w-0 items-center gap-2 rounded-lg px-2 text-sm hover:bg-raised"
            >
              <Icon className="size-4 shrink-0 text-violet-text" aria-hidden />
              <span className="sr-only">{t("microphone.choose")}</span>
              {named && <span className="font-medium">{t(`role.${track}`)}</span>}
              <span className={`max-w-44 truncate ${named ? "text-quiet" : ""}`}>{device}</span>
              <ChevronDown className="size-3.5 shrink-0 text-quiet" aria-hidden />
            </button>
          }
        >
          <DevicePicker interviewId={interviewId} device={device} track={track} named={named} />
        </Popover>
        {state !== "lost" && <LevelMeter interviewId={interviewId} track={track} named={named} />}
      </div>
      {state === "working" && <LevelAdvice interviewId={interviewId} track={track} />}
    </div>
  );
}
