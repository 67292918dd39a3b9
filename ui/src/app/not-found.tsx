import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { buttonLook } from "@/components/ui/button";
import { Wordmark } from "@/components/wordmark";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main
      data-testid="not-found"
      className="mx-auto flex min-h-dvh max-w-xl flex-col items-start justify-center gap-6 px-6 py-16"
    >
      <Wordmark />
      <h1 className="text-2xl font-semibold">{t("app.notFound")}</h1>
      <Link to="/" className={buttonLook("primary")}>
        {t("app.toDesk")}
      </Link>
    </main>
  );
}
