import { useTranslation } from "react-i18next";

import type { Device, RoomSetup } from "@/api/types";
import { Field, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";

import { waysOf } from "./sound-choice";

type Props = { devices: Device[]; setup: RoomSetup; onChange: (setup: RoomSetup) => void };

/** Whether the recruiter has a microphone as well, shares the candidate's, or is not recorded. */
export function MicrophoneChoice({ devices, setup, onChange }: Props) {
  const { t } = useTranslation();
  const chosen = waysOf(setup);
  const hints = { one: "setup.oneHint", two: "setup.twoHint", shared: "setup.sharedHint" } as const;
  const labels = {
    one: "setup.oneMicrophone",
    two: "setup.twoMicrophones",
    shared: "setup.sharedMicrophone",
  } as const;
  const choose = (way: keyof typeof hints) => {
    const other = devices.find(({ name }) => name !== setup.device);
    onChange({
      ...setup,
      recruiter_device: way === "two" ? (other?.name ?? "") : null,
      shared_microphone: way === "shared",
    });
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">{t("setup.microphones")}</legend>
      <div className="flex flex-wrap gap-2">
        {(["one", "two", "shared"] as const).map((way) => (
          <label
            key={way}
            className="flex min-h-10 flex-1 basis-40 items-center gap-2.5 rounded-lg border border-edge px-3 py-1.5 text-sm has-checked:border-violet-text has-checked:bg-violet-mist"
          >
            <input
              type="radio"
              name="microphones"
              data-testid={`microphones-${way}`}
              className="size-4 shrink-0 accent-violet-text"
              checked={chosen === way}
              onChange={() => choose(way)}
            />
            {t(labels[way])}
          </label>
        ))}
      </div>
      <p className="text-sm text-quiet" data-testid="microphones-hint">
        {t(hints[chosen])}
      </p>
    </fieldset>
  );
}

/** The recruiter's own microphone, which cannot be the candidate's. */
export function SecondDevice({ devices, setup, onChange }: Props) {
  const { t } = useTranslation();
  const { device, recruiter_device: own } = setup;
  if (devices.length < 2) {
    return <Notice role="status" title={t("setup.secondMissing")} testId="second-missing" />;
  }
  const same = own !== null && own === device;
  return (
    <Field
      label={t("setup.recruiterDevice")}
      {...(same && { error: <span role="alert">{t("setup.sameDevice")}</span> })}
    >
      {(wiring) => (
        <Select
          {...wiring}
          data-testid="recruiter-device-select"
          value={own ?? ""}
          onChange={(e) => onChange({ ...setup, recruiter_device: e.target.value })}
        >
          {devices.map(({ name, is_default }) => (
            <option key={name} value={name}>
              {is_default ? t("setup.default", { name }) : name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
