import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";

import { LANGUAGES } from "./languages";
import { de } from "./locales/de";
import { en } from "./locales/en";
import { ru } from "./locales/ru";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

const STORED = "candor.language";

function firstLanguage(): string {
  const wanted = [localStorage.getItem(STORED), ...navigator.languages];
  const known = wanted.map((tag) => LANGUAGES.find(({ code }) => tag?.split("-")[0] === code));
  return known.find((language) => language !== undefined)?.code ?? "en";
}

/** The UI's texts in the user's language; once per page. */
export function startI18n(): i18n {
  const instance = i18next.createInstance();
  instance.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  void instance.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: "en",
    resources: { en: { translation: en }, de: { translation: de }, ru: { translation: ru } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return instance;
}

/** Changes the UI's language and remembers it. */
export function chooseLanguage(instance: i18n, code: string): void {
  localStorage.setItem(STORED, code);
  void instance.changeLanguage(code);
}
