import { useTranslation } from "react-i18next";

import type { Device, Language, RoomSetup, SpeechModel } from "@/api/types";
import { Field, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { megabytes } from "@/i18n/format";

import { MicrophoneChoice, SecondDevice } from "./microphone-choice";
import { modelFits, waysOf } from "./sound-choice";
import { type Microphone, SoundCheck } from "./sound-check";

type Props = {
  devices: Device[];
  /** Null when the model is not to be chosen here. */
  models: SpeechModel[] | null;
  language: Language;
  /** Whether the recruiter sits there, too, and may have a microphone. */
  recruiter: boolean;
  setup: RoomSetup;
  onChange: (setup: RoomSetup) => void;
};

/** Speaking or typing, and for speaking the microphone and the speech model. */
export function SoundFields(props: Props) {
  const { devices, models, language, recruiter, setup, onChange } = props;
  const { t, i18n } = useTranslation();
  const canSpeak =
    devices.length > 0 && (models?.some((model) => modelFits(model, language)) ?? true);
  const chosen = models?.find(({ name }) => name === setup.model);
  const label = (model: SpeechModel) => {
    const remark = model.demo
      ? t("setup.demo")
      : !model.installed
        ? t("setup.notInstalled")
        : !model.languages.includes(language)
          ? t("setup.otherLanguage")
          : null;
    const size = megabytes(model.size_bytes, i18n.language);
    return [model.name, size, ...(remark === null ? [] : [remark])].join(" · ");
  };
  const way = (textOnly: boolean, text: string, testId: string) => (
    <label className="flex min-h-10 flex-1 basis-40 items-center gap-2.5 rounded-lg border border-edge px-3 py-1.5 text-sm has-checked:border-violet-text has-checked:bg-violet-mist has-disabled:border-line has-disabled:text-quiet">
      <input
        type="radio"
        name="way"
        data-testid={testId}
        className="size-4 accent-violet-text"
        checked={setup.text_only === textOnly}
        disabled={!textOnly && !canSpeak}
        onChange={() => onChange({ ...setup, text_only: textOnly })}
      />
      {text}
    </label>
  );
  const own = recruiter && waysOf(setup) === "two";
  const toTry = recruiter ? microphonesOf(setup, devices) : [];
  return (
    <div className="flex flex-col gap-4">
      <fieldset className="flex flex-wrap gap-3">
        <legend className="sr-only">{t("setup.way")}</legend>
        {way(false, t("setup.speak"), "way-speak")}
        {way(true, t("setup.type"), "way-type")}
      </fieldset>
      {!canSpeak && (
        <Notice role="note">{t(devices.length === 0 ? "setup.noDevice" : "setup.noModel")}</Notice>
      )}
      {!setup.text_only && (
        <>
          {recruiter && devices.length > 0 && (
            <MicrophoneChoice devices={devices} setup={setup} onChange={onChange} />
          )}
          <div className="grid grid-cols-[repeat(auto-fit,minmax(min(16rem,100%),1fr))] gap-4">
            <Field label={t(own ? "setup.candidateDevice" : "setup.device")}>
              {(wiring) => (
                <Select
                  {...wiring}
                  data-testid="device-select"
                  value={setup.device ?? ""}
                  onChange={(e) => onChange({ ...setup, device: e.target.value })}
                >
                  {devices.map(({ name, is_default }) => (
                    <option key={name} value={name}>
                      {is_default ? t("setup.default", { name }) : name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            {own && <SecondDevice devices={devices} setup={setup} onChange={onChange} />}
            {models && (
              <Field label={t("setup.model")} hint={chosen && !chosen.demo && chosen.note}>
                {(wiring) => (
                  <Select
                    {...wiring}
                    data-testid="model-select"
                    value={setup.model ?? ""}
                    onChange={(e) => onChange({ ...setup, model: e.target.value })}
                  >
                    {models.map((model) => (
                      <option
                        key={model.name}
                        value={model.name}
                        disabled={!modelFits(model, language)}
                      >
                        {label(model)}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
            )}
          </div>
          {toTry.length > 0 && <SoundCheck microphones={toTry} />}
          {chosen?.demo && (
            <Notice role="note" title={t("setup.demoWarning")} testId="demo-warning">
              <p>{chosen.note}</p>
            </Notice>
          )}
        </>
      )}
    </div>
  );
}

/** The microphones that were chosen and are there, whose they are, and no one twice. */
function microphonesOf(setup: RoomSetup, devices: Device[]): Microphone[] {
  const { device, recruiter_device: second } = setup;
  const there = (wanted: string | null): wanted is string =>
    devices.some(({ name }) => name === wanted);
  return [
    ...(there(device) ? [{ track: "candidate" as const, device }] : []),
    ...(there(second) && second !== device
      ? [{ track: "recruiter" as const, device: second }]
      : []),
  ];
}
