import { Link } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";

import { AppearanceForm } from "@/components/machine/appearance-form";
import { buttonLook } from "@/components/ui/button";

/** Language and theme, and the way back to the first run. */
export function AppearanceSection() {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-8">
      <AppearanceForm />
      <section aria-labelledby="first-run-again" className="flex flex-col items-start gap-2">
        <h2 id="first-run-again" className="text-lg font-semibold">
          {t("settings.firstRunTitle")}
        </h2>
        <p className="text-sm text-quiet">{t("settings.firstRunText")}</p>
        <Link to="/welcome" className={buttonLook("plain")} data-testid="repeat-first-run">
          <RotateCcw aria-hidden />
          {t("settings.firstRunAgain")}
        </Link>
      </section>
    </div>
  );
}
