import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { positionsQuery } from "@/api/queries";
import { putWeights, scorecardKeys, type ScoreWeights, weightsQuery } from "@/api/scorecards";
import type { Position } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { useToast } from "@/components/ui/toast";
import { number } from "@/i18n/format";

/** Highest weight. */
const MOST = 1_000;

/** How much each competency counts in an overall value; without weights there is none. */
export function WeightsSection() {
  const { client } = useApi();
  const weights = useQuery(weightsQuery(client));
  const positions = useQuery(positionsQuery(client));
  return (
    <Loaded query={weights}>
      {(stored) => (
        <Loaded query={positions}>
          {(all) => <WeightsForm stored={stored.weights} competencies={inAll(all, stored)} />}
        </Loaded>
      )}
    </Loaded>
  );
}

type Weighted = { key: string; names: string[]; positions: string[] };

/** Every competency of every plan by its key; one that has a weight is shown even if no plan has it any more. */
function inAll(positions: Position[], { weights }: ScoreWeights): Weighted[] {
  const found = new Map<string, Weighted>();
  for (const { title, plan } of positions) {
    for (const { key, name } of plan.competencies ?? []) {
      const known = found.get(key) ?? { key, names: [], positions: [] };
      if (!known.names.includes(name)) known.names.push(name);
      if (!known.positions.includes(title)) known.positions.push(title);
      found.set(key, known);
    }
  }
  for (const key of Object.keys(weights)) {
    if (!found.has(key)) found.set(key, { key, names: [key], positions: [] });
  }
  return [...found.values()];
}

/** The number somebody wrote, with a comma or a point; null for none, NaN for what is no weight. */
function read(text: string): number | null {
  const trimmed = text.trim().replace(",", ".");
  if (trimmed === "") return null;
  const value = /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  return value <= MOST ? value : Number.NaN;
}

type FormProps = { stored: ScoreWeights["weights"]; competencies: Weighted[] };

function WeightsForm({ stored, competencies }: FormProps) {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const toasts = useToast();
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      Object.entries(stored).map(([key, value]) => [
        key,
        String(value).replace(".", i18n.language === "en" ? "." : ","),
      ]),
    ),
  );
  const values = competencies.map(({ key }) => [key, read(texts[key] ?? "")] as const);
  const wrong = values.some(([, value]) => Number.isNaN(value));
  const sum = values.reduce((all, [, value]) => all + (value ?? 0), 0);
  const save = useMutation({
    mutationFn: () =>
      putWeights(
        client,
        Object.fromEntries(
          values.flatMap(([key, value]) => (value === null || value === 0 ? [] : [[key, value]])),
        ),
      ),
    onSuccess: (kept) => {
      queries.setQueryData(scorecardKeys.weights, kept);
      toasts.show({ text: t("scorecard.weights.saved") });
    },
  });
  if (competencies.length === 0) {
    return (
      <p className="max-w-prose text-sm text-quiet" data-testid="no-competencies">
        {t("scorecard.weights.none")}
      </p>
    );
  }
  return (
    <form
      noValidate
      data-testid="weights"
      className="flex max-w-2xl flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) save.mutate();
      }}
    >
      <p className="max-w-prose text-sm text-quiet">{t("scorecard.weights.how")}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        {competencies.map(({ key, names, positions }) => {
          const value = read(texts[key] ?? "");
          return (
            <Field
              key={key}
              label={names.join(" / ")}
              hint={positions.length > 0 ? positions.join(", ") : t("scorecard.weights.unused")}
              error={
                Number.isNaN(value)
                  ? t("scorecard.weights.wrong", { most: number(MOST, i18n.language) })
                  : undefined
              }
            >
              {(wiring) => (
                <div className="flex items-center gap-3">
                  <Input
                    {...wiring}
                    inputMode="decimal"
                    autoComplete="off"
                    className="max-w-24"
                    data-testid={`weight-${key}`}
                    value={texts[key] ?? ""}
                    onChange={(event) => setTexts({ ...texts, [key]: event.target.value })}
                  />
                  {!wrong && value !== null && value > 0 && (
                    <span className="text-sm text-quiet tabular-nums">
                      {t("scorecard.weights.share", {
                        percent: number((value / sum) * 100, i18n.language, 0),
                      })}
                    </span>
                  )}
                </div>
              )}
            </Field>
          );
        })}
      </div>
      <ProblemNotice cause={save.error} />
      <div>
        <Button
          type="submit"
          look="primary"
          data-testid="save-weights"
          disabled={wrong || save.isPending}
        >
          {t("scorecard.weights.save")}
        </Button>
      </div>
    </form>
  );
}
