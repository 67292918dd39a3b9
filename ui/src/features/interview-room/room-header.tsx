import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Appearance } from "@/components/appearance";
import { Wordmark } from "@/components/wordmark";

type Props = {
  audience: "recruiter" | "candidate";
  /** Whose interview, and for what. */
  title?: ReactNode;
  children?: ReactNode;
};

/** What stands over the room; the way back to the desk is the recruiter's. */
export function RoomHeader({ audience, title, children }: Props) {
  const { t } = useTranslation();
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 sm:px-6">
      {audience === "recruiter" ? (
        <Link
          to="/"
          data-testid="to-desk"
          className="-ml-2 flex min-h-10 items-center gap-2 rounded-lg px-2 text-sm hover:bg-raised"
        >
          <ArrowLeft className="size-4" aria-hidden />
          {t("app.toDesk")}
        </Link>
      ) : (
        <Wordmark />
      )}
      <div className="min-w-0 flex-1 basis-40">{title}</div>
      {children}
      {audience === "recruiter" && <Appearance />}
    </header>
  );
}
