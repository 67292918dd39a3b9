import { ChevronDown, Mic, MicOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { MicrophoneView } from "@/api/room";
import { Popover } from "@/components/ui/popover";

import { DevicePicker } from "./device-picker";
import { LevelMeter } from "./level-meter";

type Props = { interviewId: string; microphone: MicrophoneView };

/** The microphone in use with its level; pressing it offers another one. */
export function MicrophoneStatus({ interviewId, microphone }: Props) {
  const { t } = useTranslation();
  const { state, device } = microphone;
  const Icon = state === "working" ? Mic : MicOff;
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Popover
        label={t("microphone.choose")}
        testId="microphone-choice"
        trigger={
          <button
            type="button"
            data-testid="microphone"
            data-state-of-microphone={state}
            className="-ml-2 flex min-h-10 min-w-0 items-center gap-2 rounded-lg px-2 text-sm hover:bg-raised"
          >
            <Icon className="size-4 shrink-0 text-violet-text" aria-hidden />
            <span className="sr-only">{t("microphone.choose")}</span>
            <span className="max-w-44 truncate">{device}</span>
            <ChevronDown className="size-3.5 shrink-0 text-quiet" aria-hidden />
          </button>
        }
      >
        <DevicePicker interviewId={interviewId} device={device} />
      </Popover>
      {state !== "lost" && <LevelMeter interviewId={interviewId} />}
    </div>
  );
}
