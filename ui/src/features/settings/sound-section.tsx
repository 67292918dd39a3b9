import { DeviceField } from "@/components/machine/device-field";
import { MicrophoneCheck } from "@/components/machine/microphone-check";
import { usePreferences } from "@/components/machine/use-preferences";
import { ProblemNotice } from "@/components/problem-notice";

/** The microphone used where none is chosen, and trying it out. */
export function SoundSection() {
  const { query, change } = usePreferences();
  const device = query.data?.device ?? null;
  return (
    <div className="flex flex-col gap-6">
      <DeviceField value={device} onChange={(name) => change.mutate({ device: name })} />
      <ProblemNotice cause={change.error ?? query.error} />
      <MicrophoneCheck device={device} />
    </div>
  );
}
