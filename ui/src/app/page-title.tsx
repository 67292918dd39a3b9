import { useMatches } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** What the page is called, in the window's title and when it is announced. */
    title?: (t: TFunction) => string;
  }
}

/** Names the page in the title, and tells screen readers when another one has opened. */
export function PageTitle() {
  const { t } = useTranslation();
  const matches = useMatches();
  const title = matches.findLast((match) => match.staticData.title)?.staticData.title?.(t);
  useEffect(() => {
    document.title = title === undefined ? t("app.name") : `${title} – ${t("app.name")}`;
  }, [title, t]);
  return (
    <p aria-live="polite" className="sr-only">
      {title}
    </p>
  );
}
