import { useTranslation } from "react-i18next";

import type { ConsentTextSettings } from "@/api/consent";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { dateTime } from "@/i18n/format";

type Props = {
  settings: ConsentTextSettings;
  pending: boolean;
  onChoose: (version: string) => void;
};

/** Every version there has been, and the way back to one of them. */
export function Versions({ settings, pending, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <section aria-labelledby="versions">
      <h3 id="versions" className="mb-2 font-semibold">
        {t("consentText.versions")}
      </h3>
      <ul className="divide-y divide-line border-y border-line" data-testid="consent-versions">
        {settings.versions.map(({ version, created_at, in_force }) => (
          <li key={version} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 text-sm">
            <span className="font-medium tabular-nums">{version}</span>
            <span className="min-w-0 flex-1 text-quiet">
              {created_at == null
                ? t("consentText.builtIn")
                : t("consentText.versionOf", { at: dateTime(created_at, i18n.language) })}
            </span>
            {in_force ? (
              <span className="flex min-h-10 items-center font-medium text-violet-text">
                {t("consentText.current")}
              </span>
            ) : (
              <Confirm
                trigger={
                  <Button look="quiet" disabled={pending} data-testid={`use-version-${version}`}>
                    {t(created_at == null ? "consentText.default" : "consentText.use")}
                  </Button>
                }
                title={t("consentText.sure")}
                text={t("consentText.sureText", { version })}
                action={t(created_at == null ? "consentText.default" : "consentText.use")}
                actionTestId="confirm-version"
                onConfirm={() => onChoose(version)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
