import { Link } from "@tanstack/react-router";
import { ArrowLeft, Check } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";

type Props = {
  title: string;
  state: "new" | "saved" | "unsaved" | "saving";
  /** How many things are to be mended. */
  faults: number;
};

/** Where one is, whether it is stored, and the button that stores it. */
export function EditorBar({ title, state, faults }: Props) {
  const { t } = useTranslation();
  return (
    <header className="z-5 -mx-1 mb-6 flex flex-wrap items-center gap-x-4 gap-y-2 bg-paper px-1 pb-3 roomy:sticky roomy:top-[3.55rem] roomy:-mt-4 roomy:pt-4">
      <Link
        to="/positions"
        aria-label={t("positions.back")}
        title={t("positions.back")}
        data-testid="back-to-positions"
        className="-ml-2 flex size-10 items-center justify-center rounded-lg hover:bg-raised"
      >
        <ArrowLeft className="size-5" aria-hidden />
      </Link>
      <h1 className="line-clamp-2 min-w-0 flex-1 basis-48 text-2xl font-semibold tracking-tight">
        {title.trim() || t("positions.untitled")}
      </h1>
      <p role="status" className="text-sm text-quiet" data-testid="save-state">
        {faults > 0 ? (
          <span className="font-medium text-violet-text">
            {t("positions.toMend", { count: faults })}
          </span>
        ) : state === "saved" ? (
          <span className="inline-flex items-center gap-1.5">
            <Check className="size-4" aria-hidden />
            {t("positions.state.saved")}
          </span>
        ) : (
          t(`positions.state.${state}`)
        )}
      </p>
      <Button
        type="submit"
        look="primary"
        data-testid="save-position"
        disabled={state === "saved" || state === "saving"}
      >
        {t("positions.save")}
      </Button>
    </header>
  );
}
