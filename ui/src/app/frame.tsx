import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Appearance } from "@/components/appearance";
import { Wordmark } from "@/components/wordmark";

const LINK =
  "inline-flex min-h-10 items-center rounded-lg px-3 text-sm font-medium hover:bg-raised " +
  "aria-[current=page]:bg-violet-mist aria-[current=page]:text-violet-text";

/** What surrounds every page but the room. */
export function Frame() {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 gap-y-1 px-4 py-2 sm:px-6">
          <Wordmark />
          <nav aria-label={t("nav.label")} className="flex flex-1 flex-wrap gap-1">
            <Link to="/" activeOptions={{ exact: true }} className={LINK} data-testid="nav-desk">
              {t("nav.interviews")}
            </Link>
            <Link to="/positions" className={LINK} data-testid="nav-positions">
              {t("nav.positions")}
            </Link>
          </nav>
          <Appearance />
        </div>
      </header>
      <main className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 sm:px-6">
        <Outlet />
      </main>
    </div>
  );
}
