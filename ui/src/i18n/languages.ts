import type { Language } from "@/api/types";

/** The languages of the UI and of interviews, each by its own name. */
export const LANGUAGES: readonly { code: Language; name: string }[] = [
  { code: "en", name: "English" },
  { code: "de", name: "Deutsch" },
  { code: "ru", name: "Русский" },
];
