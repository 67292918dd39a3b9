import "@/styles.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import type { Carrier } from "@/api/carrier";
import { followTheme } from "@/components/theme";
import { startI18n } from "@/i18n/i18n";

import { App } from "./app";

/** A file dropped beside where one is wanted would be opened in place of the app. */
function keepFilesOut(): void {
  for (const kind of ["dragover", "drop"] as const) {
    window.addEventListener(kind, (e) => {
      if (e.dataTransfer?.types.includes("Files")) e.preventDefault();
    });
  }
}

/** Puts the app on the page, on top of whatever carries its API. */
export function mount(carrier: Carrier): void {
  followTheme();
  keepFilesOut();
  const i18n = startI18n();
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <App carrier={carrier} i18n={i18n} />
    </StrictMode>,
  );
}
