import { Info, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Props = {
  /** `alert` is read out at once, `status` when there is a moment, `note` not by itself. */
  role: "alert" | "status" | "note";
  title?: string;
  children?: ReactNode;
  onDismiss?: () => void;
  testId?: string;
};

/** Something people should know, set apart from the page. */
export function Notice({ role, title, children, onDismiss, testId }: Props) {
  const { t } = useTranslation();
  const Icon = role === "alert" ? TriangleAlert : Info;
  return (
    <div
      role={role}
      data-testid={testId}
      className="flex items-start gap-3 rounded-lg border-l-4 border-violet bg-violet-mist px-4 py-3 text-sm"
    >
      <Icon className="mt-0.5 size-4 shrink-0 text-violet-text" aria-hidden />
      <div className="min-w-0 flex-1">
        {title && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {onDismiss && (
        <button
          type="button"
          onClick={onDismiss}
          aria-label={t("common.dismiss")}
          className="-m-1 rounded p-1 hover:bg-paper"
        >
          <X className="size-4" aria-hidden />
        </button>
      )}
    </div>
  );
}
