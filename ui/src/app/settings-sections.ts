/** The sections of the settings, in the order they are listed. */
export const SETTINGS = [
  "appearance",
  "sound",
  "models",
  "organisation",
  "consent",
  "kiosk",
  "ai",
  "ratings",
  "about",
] as const;
export type SettingsKey = (typeof SETTINGS)[number];

/** The section with this name; the first one for a name nobody knows. */
export function settingsKey(name: string | undefined): SettingsKey {
  return SETTINGS.find((key) => key === name) ?? SETTINGS[0];
}
