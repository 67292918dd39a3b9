import { Link, Outlet } from "@tanstack/react-router";
import { ListChecks, MessagesSquare, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Appearance } from "@/components/appearance";
import { Wordmark } from "@/components/wordmark";

const LINK =
  "inline-flex min-h-10 items-center gap-2 rounded-lg px-3 text-sm font-medium text-quiet " +
  "transition-colors hover:bg-raised hover:text-ink [&_svg]:size-4 [&_svg]:shrink-0 " +
  "data-[status=active]:bg-violet-mist data-[status=active]:text-violet-text";

const CONTENT = "content";

type Props = {
  /** What stands in the middle of the header on every page. */
  search?: ReactNode;
};

/** What surrounds every page but the room. A page whose content has `data-wide` gets the whole width. */
export function Frame({ search }: Props) {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href={`#${CONTENT}`}
        data-testid="skip-link"
        className="absolute top-2 left-2 z-30 -translate-y-20 rounded-lg bg-ink px-4 py-2 text-sm font-medium text-paper focus:translate-y-0"
        onClick={(e) => {
          // The address stays as it is.
          e.preventDefault();
          document.getElementById(CONTENT)?.focus();
        }}
      >
        {t("nav.skip")}
      </a>
      <header className="z-10 border-b border-line bg-paper roomy:sticky roomy:top-0">
        <div className="mx-auto flex max-w-[100rem] flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 sm:px-6">
          <Link to="/" className="mr-auto rounded-lg pr-1 sm:mr-0" data-testid="home">
            <Wordmark />
          </Link>
          <nav
            aria-label={t("nav.label")}
            className="order-1 -mx-2 flex basis-full flex-wrap gap-1 sm:order-none sm:mx-0 sm:basis-auto"
          >
            <Link
              to="/"
              activeOptions={{ exact: true, includeSearch: false }}
              className={LINK}
              data-testid="nav-desk"
            >
              <MessagesSquare aria-hidden />
              {t("nav.interviews")}
            </Link>
            <Link to="/positions" className={LINK} data-testid="nav-positions">
              <ListChecks aria-hidden />
              {t("nav.positions")}
            </Link>
            <Link to="/settings" className={LINK} data-testid="nav-settings">
              <Settings aria-hidden />
              {t("settings.title")}
            </Link>
          </nav>
          <div className="order-2 min-w-0 flex-1 basis-full sm:order-none sm:basis-56">
            {search}
          </div>
          <Appearance />
        </div>
      </header>
      <main
        id={CONTENT}
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 pt-6 pb-16 outline-none has-data-wide:max-w-[100rem] sm:px-6 roomy:pt-8"
      >
        <Outlet />
      </main>
    </div>
  );
}
