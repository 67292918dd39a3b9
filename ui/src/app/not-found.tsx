import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { buttonLook } from "@/components/ui/button";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="mx-auto flex max-w-xl flex-col items-start gap-4 px-6 py-16">
      <h1 className="text-2xl font-semibold">{t("app.notFound")}</h1>
      <Link to="/" className={buttonLook("primary")}>
        {t("app.toDesk")}
      </Link>
    </main>
  );
}
