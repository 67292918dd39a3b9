import { Search as Glass } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { SearchDialog } from "./search-dialog";

/** The way to search over everything: a field in the header that is a button, and Ctrl or Cmd with K. */
export function Search() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key.toLowerCase() !== "k" || e.altKey || e.shiftKey) return;
      if (e.ctrlKey === e.metaKey) return;
      e.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  const apple = /mac|iphone|ipad/i.test(navigator.userAgent);
  return (
    <>
      <button
        type="button"
        data-testid="open-search"
        aria-keyshortcuts={apple ? "Meta+K" : "Control+K"}
        onClick={() => setOpen(true)}
        className="flex min-h-10 w-full max-w-md items-center gap-2 rounded-lg border border-line px-3 text-sm text-quiet hover:border-edge hover:bg-raised"
      >
        <Glass className="size-4 shrink-0" aria-hidden />
        <span className="min-w-0 flex-1 truncate text-left">{t("search.open")}</span>
        <kbd className="hidden font-sans text-xs sm:inline" aria-hidden>
          {apple ? "⌘ K" : t("search.keys")}
        </kbd>
      </button>
      {open && <SearchDialog onClose={() => setOpen(false)} />}
    </>
  );
}
