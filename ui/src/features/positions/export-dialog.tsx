import { useMutation, useQuery } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { planTomlQuery } from "@/api/queries";
import type { Position } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, TextArea } from "@/components/ui/field";

/** A position as a plan file, to be copied into an editor. */
export function ExportDialog({ position, onClose }: { position: Position; onClose: () => void }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const toml = useQuery(planTomlQuery(client, position.id));
  const copy = useMutation({
    mutationFn: (text: string) => navigator.clipboard.writeText(text),
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("positions.exportTitle")}>
      <Loaded query={toml}>
        {(text) => (
          <div className="flex flex-col gap-4">
            <Field label={t("positions.plan")}>
              {(wiring) => (
                <TextArea {...wiring} rows={14} readOnly className="font-mono" value={text} />
              )}
            </Field>
            <ProblemNotice cause={copy.error} />
            <div className="flex items-center justify-end gap-3">
              <span role="status" className="text-sm text-quiet">
                {copy.isSuccess && t("common.copied")}
              </span>
              <Button onClick={() => copy.mutate(text)}>
                <Copy aria-hidden />
                {t("common.copy")}
              </Button>
            </div>
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
