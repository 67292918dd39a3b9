import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { AiBudget, AiSettings } from "@/api/ai";
import { CURRENCIES, currencyName, inMillionths, millionths } from "@/components/ai/money";
import { useAiAction } from "@/components/ai/use-ai";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { useToast } from "@/components/ui/toast";

const MOST_TOKENS = 1_000_000_000;
/** In millionths. */
const MOST_MONEY = 1_000_000_000_000;

/** A whole number as people write it, with spaces or points between thousands; null for nothing, undefined for none. */
function whole(text: string): number | null | undefined {
  const written = text.trim();
  if (written === "") return null;
  // Marks stand between thousands only: 1.5 is no whole number.
  if (!/^(\d+|\d{1,3}([\s.,’']\d{3})+)$/.test(written)) return undefined;
  const value = Number(written.replace(/\D/g, ""));
  return value > 0 && value <= MOST_TOKENS ? value : undefined;
}

/** How much the requests of one interview may use before the scripted interviewer goes on alone. */
export function BudgetForm({ settings }: { settings: AiSettings }) {
  const { t, i18n } = useTranslation();
  const toast = useToast();
  const { budget, connections } = settings;
  const [tokens, setTokens] = useState(
    budget.tokens == null ? "" : new Intl.NumberFormat(i18n.language).format(budget.tokens),
  );
  const [money, setMoney] = useState(inMillionths(budget.money_micros, i18n.language));
  const [currency, setCurrency] = useState(budget.currency);
  const save = useAiAction(
    (ai, wanted: AiBudget) => ai.budget(wanted),
    () => toast.show({ text: t("ai.budget.saved") }),
  );
  const limits = { tokens: whole(tokens), money: millionths(money) };
  const moneyWrong =
    limits.money === undefined ||
    (limits.money !== null && !(limits.money > 0 && limits.money <= MOST_MONEY));
  const wanted =
    limits.tokens === undefined || moneyWrong
      ? null
      : { tokens: limits.tokens, money_micros: limits.money ?? null, currency };
  const changed =
    wanted?.tokens !== (budget.tokens ?? null) ||
    wanted.money_micros !== (budget.money_micros ?? null) ||
    currency !== budget.currency;
  const unpriced = connections.filter(
    (c) => c.enabled && (c.input_price_micros == null || c.output_price_micros == null),
  );
  const priced = connections.some((c) => c.input_price_micros != null);
  const names = new Intl.ListFormat(i18n.language).format(unpriced.map(({ name }) => name));
  const currencies = [...new Set<string>([budget.currency, ...CURRENCIES])].sort();
  return (
    <form
      noValidate
      aria-labelledby="ai-budget-title"
      data-testid="ai-budget"
      className="flex flex-col gap-4"
      onSubmit={(e) => {
        e.preventDefault();
        if (wanted === null || !changed) return;
        save.mutate(wanted);
      }}
    >
      <div>
        <h3 id="ai-budget-title" className="text-lg font-semibold">
          {t("ai.budget.title")}
        </h3>
        <p className="max-w-prose text-sm text-quiet">{t("ai.budget.text")}</p>
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <Field
          label={t("ai.budget.tokens")}
          hint={t("ai.budget.tokensHint")}
          error={limits.tokens === undefined ? t("ai.budget.tokensWrong") : undefined}
        >
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="numeric"
              autoComplete="off"
              data-testid="ai-budget-tokens"
              value={tokens}
              onChange={(e) => setTokens(e.target.value)}
            />
          )}
        </Field>
        <Field
          label={t("ai.budget.money")}
          hint={t("ai.budget.moneyHint")}
          error={moneyWrong ? t("ai.budget.moneyWrong") : undefined}
        >
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="decimal"
              autoComplete="off"
              data-testid="ai-budget-money"
              value={money}
              onChange={(e) => setMoney(e.target.value)}
            />
          )}
        </Field>
        <Field
          label={t("ai.budget.currency")}
          hint={currency !== budget.currency && priced && t("ai.budget.currencyHint")}
        >
          {(wiring) => (
            <Select
              {...wiring}
              data-testid="ai-budget-currency"
              value={currency}
              onChange={(e) => setCurrency(e.target.value)}
            >
              {currencies.map((code) => (
                <option key={code} value={code}>
                  {currencyName(code, i18n.language)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <p className="max-w-prose text-sm text-quiet">{t("ai.budget.estimate")}</p>
      {typeof limits.money === "number" && unpriced.length > 0 && (
        <p role="status" className="text-sm font-medium" data-testid="ai-unpriced">
          {t("ai.budget.unpriced", { count: unpriced.length, names })}
        </p>
      )}
      <ProblemNotice cause={save.error} />
      <Button
        type="submit"
        className="self-start"
        data-testid="ai-save-budget"
        disabled={wanted === null || !changed || save.isPending}
      >
        {t("ai.save")}
      </Button>
    </form>
  );
}
