import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** How soon a broken page is loaded anew. */
const AGAIN_MS = 3_000;

/** Shown for a moment where the page broke: nobody at a kiosk can do anything about it, so it loads itself anew. */
export function Broken() {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setTimeout(() => location.reload(), AGAIN_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-4 px-6 text-center">
      <h1 className="text-4xl font-semibold tracking-tight">{t("kiosk.unreachable")}</h1>
      <p className="text-lg text-quiet">{t("kiosk.unreachableText")}</p>
    </main>
  );
}
