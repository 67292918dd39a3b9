import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

type Props = {
  /** What happened to the position in the meantime. */
  kind: "changed" | "deleted";
  saving: boolean;
  onOverwrite: () => void;
  onTakeTheirs?: () => void;
};

/** Somebody else was faster; nothing that was typed is lost, and the user says what counts. */
export function ConflictNotice({ kind, saving, onOverwrite, onTakeTheirs }: Props) {
  const { t } = useTranslation();
  return (
    <Notice role="alert" title={t(`positions.conflict.${kind}`)} testId="conflict">
      <p>{t(`positions.conflict.${kind}Text`)}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="primary" disabled={saving} data-testid="overwrite" onClick={onOverwrite}>
          {t(kind === "deleted" ? "positions.conflict.saveAsNew" : "positions.conflict.keepMine")}
        </Button>
        {kind === "changed" && onTakeTheirs && (
          <Button disabled={saving} data-testid="take-theirs" onClick={onTakeTheirs}>
            {t("positions.conflict.takeTheirs")}
          </Button>
        )}
      </div>
    </Notice>
  );
}
