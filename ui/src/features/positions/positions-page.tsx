import { useMutation, useQuery } from "@tanstack/react-query";
import { FileDown, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { positionsQuery } from "@/api/queries";
import type { Position } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";

import { AddPosition } from "./add-position";
import { ExportDialog } from "./export-dialog";
import { PlanOutline } from "./plan-outline";

export function PositionsPage() {
  const { t } = useTranslation();
  const { client } = useApi();
  const positions = useQuery(positionsQuery(client));
  return (
    <div className="flex flex-col gap-8">
      <header>
        <h1 className="text-2xl font-semibold">{t("positions.title")}</h1>
        <p className="text-quiet">{t("positions.intro")}</p>
      </header>
      <AddPosition />
      <Loaded query={positions}>
        {(list) =>
          list.length === 0 ? (
            <p className="text-quiet">{t("positions.none")}</p>
          ) : (
            <ul className="flex flex-col gap-4" data-testid="positions">
              {list.map((position) => (
                <PositionItem key={position.id} position={position} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}

function PositionItem({ position }: { position: Position }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const [exporting, setExporting] = useState(false);
  const remove = useMutation({
    mutationFn: () =>
      unwrap(client.DELETE("/api/v1/positions/{id}", { params: { path: { id: position.id } } })),
  });
  return (
    <li data-testid="position" className="rounded-xl border border-line p-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="text-lg font-semibold">{position.title}</h2>
          {position.description && (
            <p className="whitespace-pre-line text-quiet">{position.description}</p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button look="quiet" onClick={() => setExporting(true)}>
            <FileDown aria-hidden />
            {t("positions.export")}
          </Button>
          <Confirm
            trigger={
              <Button look="quiet" disabled={remove.isPending}>
                <Trash2 aria-hidden />
                {t("positions.delete")}
              </Button>
            }
            title={t("positions.deleteTitle", { title: position.title })}
            text={t("positions.deleteText")}
            action={t("positions.delete")}
            onConfirm={() => remove.mutate()}
          />
        </div>
      </div>
      <ProblemNotice cause={remove.error} />
      <PlanOutline plan={position.plan} />
      {exporting && <ExportDialog position={position} onClose={() => setExporting(false)} />}
    </li>
  );
}
