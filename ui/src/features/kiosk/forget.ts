import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import type { i18n as I18n } from "i18next";
import { useTranslation } from "react-i18next";

import { LANGUAGES } from "@/i18n/languages";

/** The language this machine speaks to whoever comes next. */
function ownLanguage(): string {
  const known = navigator.languages.map((tag) =>
    LANGUAGES.find(({ code }) => code === tag.split("-")[0]),
  );
  return known.find((language) => language !== undefined)?.code ?? "en";
}

function stopSound(): void {
  for (const media of document.querySelectorAll<HTMLMediaElement>("audio, video")) {
    media.pause();
    const { srcObject } = media;
    if (typeof MediaStream !== "undefined" && srcObject instanceof MediaStream) {
      for (const track of srcObject.getTracks()) track.stop();
    }
    media.srcObject = null;
  }
  if ("speechSynthesis" in window) window.speechSynthesis.cancel();
}

/**
 * Leaves nothing of a candidate on the page: what was fetched, kept and chosen, camera and voice. The
 * window loads the page anew besides; this is for whatever happens before it has.
 */
export function forget(queries: QueryClient, i18n: I18n): void {
  stopSound();
  queries.clear();
  localStorage.clear();
  sessionStorage.clear();
  window.getSelection()?.removeAllRanges();
  void i18n.changeLanguage(ownLanguage());
}

export function useForget(): () => void {
  const queries = useQueryClient();
  const { i18n } = useTranslation();
  return () => forget(queries, i18n);
}
