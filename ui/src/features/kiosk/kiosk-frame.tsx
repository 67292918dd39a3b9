import { LockKeyhole } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Wordmark } from "@/components/wordmark";
import { LANGUAGES } from "@/i18n/languages";

import { LeaveDialog } from "./leave-dialog";

/** The kiosk's own large button. */
export const BIG =
  "!min-h-14 !rounded-xl !px-7 !text-lg roomy:!min-h-16 roomy:!px-9 roomy:!text-xl [&_svg]:!size-5";

type Props = {
  organisation: string | null;
  /** Whether the language of the texts can be chosen here. */
  languages?: boolean;
  /** What stands at the foot of the page. */
  footer?: ReactNode;
  /** The page inside brings its own main part. */
  bare?: boolean;
  children: ReactNode;
};

/** A calm page around one thing to do. */
export function KioskFrame({
  organisation,
  languages = false,
  footer,
  bare = false,
  children,
}: Props) {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState(false);
  return (
    <div className="flex min-h-dvh flex-col select-none [-webkit-user-select:none] [&_input]:select-text">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-6 py-4 roomy:px-10 roomy:py-6">
        {organisation === null ? (
          <Wordmark />
        ) : (
          <p data-testid="kiosk-organisation" className="text-xl font-semibold tracking-tight">
            {organisation}
          </p>
        )}
        {languages && <LanguageChoice />}
      </header>
      {bare ? (
        children
      ) : (
        <main className="mx-auto flex w-full max-w-5xl flex-1 flex-col justify-center px-6 py-4 roomy:px-10">
          {children}
        </main>
      )}
      <footer className="flex min-h-16 flex-wrap items-center justify-between gap-x-6 gap-y-2 px-6 py-3 text-quiet roomy:px-10">
        <div className="min-w-0 flex-1 text-base">{footer}</div>
        <button
          type="button"
          data-testid="kiosk-leave"
          aria-label={t("kiosk.staff")}
          title={t("kiosk.staff")}
          className="flex size-12 items-center justify-center rounded-full hover:bg-raised"
          onClick={() => setLeaving(true)}
        >
          <LockKeyhole className="size-5" aria-hidden />
        </button>
      </footer>
      {leaving && <LeaveDialog onClose={() => setLeaving(false)} />}
    </div>
  );
}

/** All languages side by side, each by its own name; nothing of the choice is kept. */
function LanguageChoice() {
  const { t, i18n } = useTranslation();
  return (
    <div role="group" aria-label={t("app.language")} className="flex flex-wrap gap-2">
      {LANGUAGES.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          lang={code}
          data-testid={`kiosk-language-${code}`}
          aria-pressed={i18n.language === code}
          className="min-h-12 rounded-xl border border-line px-5 text-lg hover:bg-raised aria-pressed:border-violet aria-pressed:bg-violet-mist aria-pressed:font-medium aria-pressed:text-violet-text"
          onClick={() => void i18n.changeLanguage(code)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
