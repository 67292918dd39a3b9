import { useMutation } from "@tanstack/react-query";
import { type ChangeEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, TextArea } from "@/components/ui/field";

/** A position from a plan file, which can be looked over and changed before it is taken in. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const [toml, setToml] = useState("");
  const read = useMutation({
    networkMode: "always",
    mutationFn: (file: File) => file.text(),
    onSuccess: setToml,
  });
  const take = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/positions/import", { body: { toml } })),
    onSuccess: onClose,
  });
  const onFile = (e: ChangeEvent<HTMLInputElement>) => {
    const file = e.target.files?.[0];
    if (file) read.mutate(file);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("positions.importTitle")}
      intro={t("positions.importIntro")}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(e) => {
          e.preventDefault();
          take.mutate();
        }}
      >
        <Field label={t("positions.file")}>
          {(wiring) => (
            <Input
              {...wiring}
              type="file"
              accept=".toml"
              className="py-2"
              data-testid="plan-file"
              onChange={onFile}
            />
          )}
        </Field>
        <Field label={t("positions.plan")}>
          {(wiring) => (
            <TextArea
              {...wiring}
              rows={10}
              spellCheck={false}
              className="font-mono"
              data-testid="plan-text"
              value={toml}
              onChange={(e) => setToml(e.target.value)}
            />
          )}
        </Field>
        <ProblemNotice cause={read.error ?? take.error} />
        <div className="flex justify-end">
          <Button
            type="submit"
            look="primary"
            data-testid="import-confirm"
            disabled={toml.trim() === "" || take.isPending}
          >
            {t("positions.import")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
