import { useMutation, useQuery } from "@tanstack/react-query";
import { FileUp, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { samplesQuery } from "@/api/queries";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";

import { ImportDialog } from "./import-dialog";

/** The two ways to a new position: one of the samples, or a plan file. */
export function AddPosition() {
  const { t } = useTranslation();
  const { client } = useApi();
  const samples = useQuery(samplesQuery(client));
  const [chosen, setChosen] = useState("");
  const [importing, setImporting] = useState(false);
  const create = useMutation({
    mutationFn: (name: string) =>
      unwrap(client.POST("/api/v1/samples/{name}", { params: { path: { name } } })),
    onSuccess: () => setChosen(""),
  });
  const sample = samples.data?.find(({ name }) => name === chosen);
  return (
    <section
      aria-label={t("positions.add")}
      className="flex flex-col gap-3 rounded-xl bg-raised p-5"
    >
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(e) => {
          e.preventDefault();
          create.mutate(chosen);
        }}
      >
        <div className="min-w-0 flex-1 basis-64">
          <Field label={t("positions.sample")}>
            {(wiring) => (
              <Select
                {...wiring}
                data-testid="sample-select"
                value={chosen}
                onChange={(e) => setChosen(e.target.value)}
              >
                <option value="">{t("common.choose")}</option>
                {samples.data?.map(({ name, title }) => (
                  <option key={name} value={name}>
                    {title}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Button
          type="submit"
          look="primary"
          data-testid="create-from-sample"
          disabled={chosen === "" || create.isPending}
        >
          <Plus aria-hidden />
          {t("positions.create")}
        </Button>
        <Button data-testid="import-plan" onClick={() => setImporting(true)}>
          <FileUp aria-hidden />
          {t("positions.import")}
        </Button>
      </form>
      {sample && (
        <p className="text-sm text-quiet">
          {sample.description} {t("positions.questions", { count: sample.questions })}
        </p>
      )}
      <ProblemNotice cause={samples.error ?? create.error} />
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </section>
  );
}
