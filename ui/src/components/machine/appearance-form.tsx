import { Monitor, Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { chooseTheme, THEMES, useTheme } from "@/components/theme";
import { chooseLanguage } from "@/i18n/i18n";
import { LANGUAGES } from "@/i18n/languages";

const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Language and theme of the app, each choice seen at once. */
export function AppearanceForm() {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  return (
    <div className="flex flex-col gap-6">
      <Choices legend={t("appearance.language")}>
        {LANGUAGES.map(({ code, name }) => (
          <Choice
            key={code}
            group="app-language"
            testId={`language-${code}`}
            checked={i18n.language === code}
            onChoose={() => chooseLanguage(i18n, code)}
          >
            <span lang={code}>{name}</span>
          </Choice>
        ))}
      </Choices>
      <Choices legend={t("appearance.theme")}>
        {THEMES.map((one) => {
          const Icon = ICONS[one];
          return (
            <Choice
              key={one}
              group="app-theme"
              testId={`theme-${one}`}
              checked={theme === one}
              onChoose={() => chooseTheme(one)}
            >
              <Icon className="size-4 shrink-0" aria-hidden />
              {t(`appearance.${one}`)}
            </Choice>
          );
        })}
      </Choices>
    </div>
  );
}

function Choices({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{legend}</legend>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(10rem,100%),1fr))] gap-3">
        {children}
      </div>
    </fieldset>
  );
}

type ChoiceProps = {
  group: string;
  testId: string;
  checked: boolean;
  onChoose: () => void;
  children: ReactNode;
};

function Choice({ group, testId, checked, onChoose, children }: ChoiceProps) {
  return (
    <label className="flex min-h-12 cursor-pointer items-center gap-3 rounded-xl border border-edge px-4 text-sm font-medium transition-colors has-checked:border-violet-text has-checked:bg-violet-mist has-checked:text-violet-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-violet-text">
      <input
        type="radio"
        name={group}
        data-testid={testId}
        className="size-4 accent-violet-text outline-none"
        checked={checked}
        onChange={onChoose}
      />
      {children}
    </label>
  );
}
