import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileUp, LibraryBig, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { samplesQuery } from "@/api/queries";
import { ProblemNotice } from "@/components/problem-notice";
import { Button, buttonLook } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";

import { ImportDialog } from "./import-dialog";

/** The ways to a new position: an empty form, one of the samples, or a plan file. */
export function AddPosition({ onOpen }: { onOpen: (positionId: string) => void }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const samples = useQuery(samplesQuery(client));
  const [importing, setImporting] = useState(false);
  const create = useMutation({
    mutationFn: (name: string) =>
      unwrap(client.POST("/api/v1/samples/{name}", { params: { path: { name } } })),
    onSuccess: ({ id }) => onOpen(id),
  });
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        <Button data-testid="import-plan" onClick={() => setImporting(true)}>
          <FileUp aria-hidden />
          {t("positions.import")}
        </Button>
        <Menu
          testId="samples"
          trigger={
            <Button data-testid="from-sample" disabled={create.isPending || !samples.data}>
              <LibraryBig aria-hidden />
              {t("positions.fromSample")}
            </Button>
          }
        >
          {(samples.data ?? []).map(({ name, title, questions }) => (
            <MenuItem key={name} onSelect={() => create.mutate(name)} testId={`sample-${name}`}>
              <span className="flex-1">
                {title}
                <span className="block text-xs text-quiet">
                  {t("positions.questions", { count: questions })}
                </span>
              </span>
            </MenuItem>
          ))}
        </Menu>
        <Link to="/positions/new" className={buttonLook("primary")} data-testid="new-position">
          <Plus aria-hidden />
          {t("positions.add")}
        </Link>
      </div>
      <ProblemNotice cause={samples.error ?? create.error} />
      {importing && <ImportDialog onClose={() => setImporting(false)} onOpen={onOpen} />}
    </div>
  );
}
