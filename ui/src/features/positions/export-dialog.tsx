import { useMutation, useQuery } from "@tanstack/react-query";
import { Copy, FileDown } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { planTomlQuery } from "@/api/queries";
import type { Position } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, TextArea } from "@/components/ui/field";
import { useToast } from "@/components/ui/toast";

import { keyFrom } from "./keys";

/** A position as a plan file, to be saved or copied. */
export function ExportDialog({ position, onClose }: { position: Position; onClose: () => void }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const toml = useQuery(planTomlQuery(client, position.id));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("positions.exportTitle")}
      intro={t("positions.exportIntro")}
    >
      <Loaded query={toml}>
        {(text) => (
          <PlanFile
            text={text}
            name={`${keyFrom(position.title) || "plan"}.toml`}
            onSaved={onClose}
          />
        )}
      </Loaded>
    </Dialog>
  );
}

function PlanFile({ text, name, onSaved }: { text: string; name: string; onSaved: () => void }) {
  const { t } = useTranslation();
  const { carrier } = useApi();
  const toast = useToast();
  const save = useMutation({
    mutationFn: () => carrier.saveFile(t("positions.exportTitle"), name, text),
    onSuccess: (path) => {
      if (path === null) return;
      toast.show({ text: t("positions.fileSaved", { path }) });
      onSaved();
    },
  });
  const copy = useMutation({
    mutationFn: () => navigator.clipboard.writeText(text),
  });
  return (
    <div className="flex flex-col gap-4">
      <Field label={name}>
        {(wiring) => (
          <TextArea
            {...wiring}
            rows={12}
            readOnly
            wrap="off"
            className="font-mono"
            data-testid="exported-plan"
            value={text}
          />
        )}
      </Field>
      <ProblemNotice cause={copy.error ?? save.error} />
      <div className="flex flex-wrap items-center justify-end gap-3">
        <span role="status" className="text-sm text-quiet">
          {copy.isSuccess && t("common.copied")}
        </span>
        <Button onClick={() => copy.mutate()}>
          <Copy aria-hidden />
          {t("common.copy")}
        </Button>
        <Button
          look="primary"
          data-testid="save-plan-file"
          disabled={save.isPending}
          onClick={() => save.mutate()}
        >
          <FileDown aria-hidden />
          {t("positions.saveFile")}
        </Button>
      </div>
    </div>
  );
}
