import { Languages, Monitor, Moon, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";

import { chooseLanguage } from "@/i18n/i18n";
import { LANGUAGES } from "@/i18n/languages";

import { chooseTheme, THEMES, useTheme } from "./theme";

const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Language and theme of the app. */
export function Appearance() {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  const Icon = ICONS[theme];
  return (
    <div className="flex items-center gap-1">
      <label className="flex items-center gap-1.5 rounded-lg px-2 hover:bg-raised">
        <Languages className="size-4" aria-hidden />
        <span className="sr-only">{t("app.language")}</span>
        <select
          data-testid="ui-language"
          value={i18n.language}
          onChange={(e) => chooseLanguage(i18n, e.target.value)}
          className="chevron min-h-10 rounded-lg bg-transparent pr-8 pl-1 text-sm [&>option]:bg-paper"
        >
          {LANGUAGES.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        data-testid="theme"
        onClick={() => chooseTheme(next)}
        aria-label={t("app.theme", { theme: t(`theme.${theme}`) })}
        title={t("app.theme", { theme: t(`theme.${theme}`) })}
        className="flex size-10 items-center justify-center rounded-lg hover:bg-raised"
      >
        <Icon className="size-4" aria-hidden />
      </button>
    </div>
  );
}
