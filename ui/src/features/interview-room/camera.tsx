import { Camera as CameraIcon, CameraOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";

import { useCamera } from "./use-camera";

/** The candidate's own picture, as in a mirror. It is shown here and goes nowhere else. */
export function Camera() {
  const { t } = useTranslation();
  const { stream, state, failed, on, off } = useCamera();
  const showing = state === "on";
  return (
    <section aria-label={t("camera.label")} className="flex flex-col items-start gap-2">
      {showing && (
        <div className="relative overflow-hidden rounded-xl border border-line bg-raised">
          <video
            ref={(el) => {
              if (el && el.srcObject !== stream) el.srcObject = stream;
            }}
            autoPlay
            muted
            playsInline
            aria-label={t("camera.picture")}
            data-testid="camera-picture"
            className="block aspect-[4/3] w-40 -scale-x-100 object-cover xl:w-56"
          />
          <p className="absolute inset-x-0 bottom-0 flex items-center gap-1.5 bg-black/70 px-2 py-1 text-xs text-white">
            <span className="size-2 rounded-full bg-white" aria-hidden />
            {t("camera.on")}
          </p>
        </div>
      )}
      <Button
        look="quiet"
        className="-ml-2 px-2"
        data-testid="camera"
        aria-pressed={showing}
        disabled={state === "asking"}
        onClick={() => (showing ? off() : void on())}
      >
        {showing ? <CameraOff aria-hidden /> : <CameraIcon aria-hidden />}
        {t(showing ? "camera.turnOff" : "camera.turnOn")}
      </Button>
      <p role="status" data-testid="camera-trouble" className="max-w-56 text-sm empty:hidden">
        {failed && t(`camera.${failed}`)}
      </p>
    </section>
  );
}
