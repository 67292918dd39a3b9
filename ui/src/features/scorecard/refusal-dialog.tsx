import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

type Props = { reasons: string[]; onClose: () => void };

/** Why a card cannot be signed yet. */
export function RefusalDialog({ reasons, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("scorecard.cannotSign")}
      intro={t("scorecard.cannotSignText")}
    >
      <ul data-testid="lacks" className="ml-5 flex list-disc flex-col gap-1.5">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <div className="mt-6 flex justify-end">
        <Button look="primary" data-testid="back-to-card" onClick={onClose}>
          {t("scorecard.backToCard")}
        </Button>
      </div>
    </Dialog>
  );
}
