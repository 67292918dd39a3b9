import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { aiKeys, type Keychain } from "@/api/ai";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

/** Says that no key can be kept, why, and what to do; nothing while one can. */
export function KeychainNotice({ state }: { state: Keychain }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  if (state === "available") return null;
  return (
    <Notice role="note" testId="keychain-state" title={t(`ai.keychain.${state}`)}>
      <p className="text-quiet">{t(`ai.keychain.${state}Text`)}</p>
      <Button
        className="mt-2"
        data-testid="keychain-again"
        onClick={() => void queries.invalidateQueries({ queryKey: aiKeys.settings })}
      >
        {t("ai.keychain.again")}
      </Button>
    </Notice>
  );
}
