import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";

/** What the connection is for, and that nothing is missing without it. */
export function WhatWorksWithout() {
  const { t } = useTranslation();
  return (
    <section
      aria-labelledby="without"
      data-testid="works-without"
      className="flex flex-col gap-2 rounded-xl bg-raised p-4 text-sm"
    >
      <h2 id="without" className="text-base font-semibold">
        {t("firstRun.without.title")}
      </h2>
      <ul className="flex flex-col gap-1">
        {(["interviews", "speech", "transcripts"] as const).map((what) => (
          <li key={what} className="flex items-start gap-2">
            <Check className="mt-0.5 size-4 shrink-0 text-violet-text" aria-hidden />
            {t(`firstRun.without.${what}`)}
          </li>
        ))}
      </ul>
      <p className="text-quiet">{t("firstRun.without.sent")}</p>
    </section>
  );
}
