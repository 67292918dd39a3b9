import { Link } from "@tanstack/react-router";
import {
  AudioLines,
  Bot,
  Building2,
  Info,
  type LucideIcon,
  Mic,
  MonitorSmartphone,
  Scale,
  ScrollText,
  SunMoon,
} from "lucide-react";
import { type ComponentType, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { ModelChoice } from "@/components/machine/model-choice";
import { AboutSection } from "@/features/about/about-section";
import { ConsentTextSection } from "@/features/consent/consent-text-section";
import { OrganisationSection } from "@/features/consent/organisation-section";
import { KioskSettings } from "@/features/kiosk/kiosk-settings";
import { WeightsSection } from "@/features/scorecard/weights-section";
import { AiSection } from "@/features/settings/ai-section";
import { AppearanceSection } from "@/features/settings/appearance-section";
import { SoundSection } from "@/features/settings/sound-section";

import { type SettingsKey, SETTINGS } from "./settings-sections";

type Section = { icon: LucideIcon; component: ComponentType };

/** What stands in each section, composed of features that know nothing of one another. */
const CONTENT: Record<SettingsKey, Section> = {
  appearance: { icon: SunMoon, component: AppearanceSection },
  sound: { icon: Mic, component: SoundSection },
  models: { icon: AudioLines, component: () => <ModelChoice installedFirst /> },
  organisation: { icon: Building2, component: OrganisationSection },
  consent: { icon: ScrollText, component: ConsentTextSection },
  kiosk: { icon: MonitorSmartphone, component: KioskSettings },
  ai: { icon: Bot, component: AiSection },
  ratings: { icon: Scale, component: WeightsSection },
  about: { icon: Info, component: AboutSection },
};

/** Everything that is set once: a list of sections and the one chosen. */
export function SettingsPage({ section }: { section: SettingsKey }) {
  const { t } = useTranslation();
  const Content = CONTENT[section].component;
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever chose another section is taken to it: on a small screen the list alone fills the page.
  const shown = useRef(section);
  useEffect(() => {
    if (shown.current !== section) heading.current?.focus();
    shown.current = section;
  }, [section]);
  return (
    <div className="grid gap-x-12 gap-y-6 lg:grid-cols-[15rem_1fr]" data-testid="settings">
      <nav aria-label={t("settings.sections")} className="lg:sticky lg:top-20 lg:self-start">
        <h1 className="mb-2 text-2xl font-semibold">{t("settings.title")}</h1>
        <ul className="-ml-3 flex flex-wrap gap-1 lg:flex-col">
          {SETTINGS.map((key) => {
            const Icon = CONTENT[key].icon;
            return (
              <li key={key}>
                <Link
                  to="/settings/$section"
                  params={{ section: key }}
                  data-testid={`settings-${key}`}
                  className="flex min-h-10 items-center gap-3 rounded-lg px-3 text-sm text-quiet transition-colors hover:bg-raised hover:text-ink data-[status=active]:bg-violet-mist data-[status=active]:font-medium data-[status=active]:text-violet-text"
                >
                  <Icon className="size-4 shrink-0" aria-hidden />
                  {t(`settings.section.${key}`)}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <div className="flex min-w-0 flex-col gap-6">
        <div>
          <h2
            ref={heading}
            tabIndex={-1}
            className="scroll-mt-6 text-xl font-semibold outline-none roomy:scroll-mt-24"
          >
            {t(`settings.section.${section}`)}
          </h2>
          <p className="max-w-prose text-quiet">{t(`settings.intro.${section}`)}</p>
        </div>
        <Content />
      </div>
    </div>
  );
}
