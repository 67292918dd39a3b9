import { Cloud, Laptop, type LucideIcon, Server } from "lucide-react";
import { useTranslation } from "react-i18next";

import { type Service, SERVICES } from "./draft";

const ICONS: Record<Service, LucideIcon> = { openai: Cloud, compatible: Server, local: Laptop };

type Props = { value: Service; onChange: (service: Service) => void };

/** What kind of service it is, as cards of which one is chosen. */
export function ServiceCards({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{t("ai.service.title")}</legend>
      <div className="grid gap-3 sm:grid-cols-3">
        {SERVICES.map((service) => {
          const Icon = ICONS[service];
          return (
            <label
              key={service}
              className="flex cursor-pointer items-start gap-3 rounded-xl border border-edge p-3 text-sm transition-colors has-checked:border-violet-text has-checked:bg-violet-mist has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-violet-text sm:flex-col sm:gap-2"
            >
              <span className="flex items-center gap-2">
                <input
                  type="radio"
                  name="ai-service"
                  data-testid={`ai-service-${service}`}
                  aria-describedby={`ai-service-${service}-text`}
                  aria-labelledby={`ai-service-${service}-name`}
                  className="size-4 accent-violet-text outline-none"
                  checked={value === service}
                  onChange={() => onChange(service)}
                />
                <Icon className="size-4 shrink-0" aria-hidden />
              </span>
              <span className="min-w-0">
                <span id={`ai-service-${service}-name`} className="block font-medium">
                  {t(`ai.service.${service}`)}
                </span>
                <span id={`ai-service-${service}-text`} className="block text-quiet">
                  {t(`ai.service.${service}Text`)}
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
