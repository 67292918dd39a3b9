import { useTranslation } from "react-i18next";

import type { Interview } from "@/api/types";
import { useErase } from "@/components/erase-host";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { dateTime } from "@/i18n/format";

/** Marks the record of an interview whose consent was withdrawn, or of which nothing is left; nothing otherwise. */
export function WithdrawnBanner({ interview }: { interview: Interview }) {
  const { t, i18n } = useTranslation();
  const erase = useErase();
  const { withdrawn_at, erased_at } = interview;
  if (erased_at != null) {
    return (
      <Notice role="note" title={t("erase.gone")} testId="erased-banner">
        {t("erase.goneText", { at: dateTime(erased_at, i18n.language) })}
      </Notice>
    );
  }
  if (withdrawn_at == null) return null;
  const at = dateTime(withdrawn_at, i18n.language);
  return (
    <Notice role="note" title={t("withdraw.banner", { at })} testId="withdrawn-banner">
      <p>{t("withdraw.bannerText")}</p>
      <Button className="mt-2" data-testid="see-remains" onClick={() => erase(interview.id)}>
        {t("withdraw.seeRemains")}
      </Button>
    </Notice>
  );
}
