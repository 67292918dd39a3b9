import { useTranslation } from "react-i18next";

export function Wordmark() {
  const { t } = useTranslation();
  return (
    <span className="flex items-center gap-2 text-lg font-semibold tracking-tight">
      <span className="size-3 rounded-full bg-violet" aria-hidden />
      {t("app.name")}
    </span>
  );
}
