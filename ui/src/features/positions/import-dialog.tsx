import { useMutation } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { type DragEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { Problem, unwrap } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

import { ImportFaults } from "./import-faults";
import { PlanText } from "./plan-text";

/** A plan is text; anything larger than this is not one. */
const LARGEST_BYTES = 1_000_000;

type Props = { onClose: () => void; onOpen: (positionId: string) => void };

/** A position from a plan file, which can be looked over and mended before it is taken in. */
export function ImportDialog({ onClose, onOpen }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const id = useId();
  const text = useRef<HTMLTextAreaElement>(null);
  const [toml, setToml] = useState("");
  const [over, setOver] = useState(false);
  const read = useMutation({
    mutationFn: (file: File) => {
      if (file.size > LARGEST_BYTES) throw new Problem("invalid", t("positions.tooLarge"));
      return file.text();
    },
    onSuccess: (content) => {
      setToml(content);
      take.reset();
    },
  });
  const take = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/positions/import", { body: { toml } })),
    onSuccess: (position) => {
      onClose();
      onOpen(position.id);
    },
  });
  const problem = take.error === null ? null : Problem.from(take.error);
  const errors = problem?.errors ?? [];
  const goTo = (line: number) => {
    const lines = toml.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    const area = text.current;
    if (!area) return;
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    area.scrollTop = Math.max(0, ((line - 3) * area.scrollHeight) / lines.length);
  };
  const onDrop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    const file = e.dataTransfer.files[0];
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
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <label
          className={`flex cursor-pointer items-center justify-center gap-3 rounded-xl border border-dashed px-4 py-5 text-sm transition-colors focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-violet-text hover:bg-raised ${
            over ? "border-violet bg-violet-mist" : "border-edge"
          }`}
        >
          <FileUp className="size-5 shrink-0 text-violet-text" aria-hidden />
          <span>{t("positions.dropFile")}</span>
          <input
            type="file"
            accept=".toml,text/plain"
            className="sr-only"
            data-testid="plan-file"
            onChange={(e) => {
              const file = e.target.files?.[0];
              if (file) read.mutate(file);
              // The same file, mended outside, can be chosen again.
              e.target.value = "";
            }}
          />
        </label>
        <div className="flex flex-col gap-1.5">
          <label htmlFor={id} className="text-sm font-medium">
            {t("positions.plan")}
          </label>
          <PlanText
            id={id}
            ref={text}
            value={toml}
            onChange={setToml}
            wrong={errors.flatMap(({ line }) => (line == null ? [] : [line]))}
            {...(errors.length > 0 && { describedBy: `${id}-faults` })}
          />
        </div>
        {errors.length > 0 ? (
          <ImportFaults id={`${id}-faults`} faults={errors} onLine={goTo} />
        ) : (
          <ProblemNotice cause={read.error ?? problem} />
        )}
        <div className="flex justify-end">
          <Button
            type="submit"
            look="primary"
            data-testid="import-confirm"
            disabled={toml.trim() === "" || take.isPending}
          >
            {t("positions.importConfirm")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
