import { useTranslation } from "react-i18next";

import { ConnectionForm } from "@/components/machine/connection-form";
import { Notice } from "@/components/ui/notice";

/** The optional AI service, and honestly what it is for. */
export function ConnectionSection() {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-6">
      <Notice role="note">{t("settings.connectionNotUsed")}</Notice>
      <ConnectionForm />
    </div>
  );
}
