import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Field, Input } from "@/components/ui/field";

import type { FieldName, Form } from "./draft";

type Props = {
  form: Form;
  onChange: (changed: Partial<Form>) => void;
  /** What is wrong with a field, in words. */
  wrong: (field: FieldName) => string | undefined;
  /** Something in here has to be put right, so it must be seen. */
  isWrong: boolean;
  currency: string;
};

/** What most connections never need: headers, time-outs and prices. */
export function MoreFields({ form, onChange, wrong, isWrong, currency }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const line = (
    name: "organization" | "project" | "firstToken" | "total" | "inputPrice" | "outputPrice",
    hint: string | undefined,
    mode: "text" | "numeric" | "decimal",
  ) => (
    <Field label={t(`ai.more.${name}`, { currency })} hint={hint} error={wrong(name)}>
      {(wiring) => (
        <Input
          {...wiring}
          autoComplete="off"
          spellCheck={false}
          inputMode={mode}
          maxLength={200}
          data-testid={`ai-${name}`}
          value={form[name]}
          onChange={(e) => onChange({ [name]: e.target.value })}
        />
      )}
    </Field>
  );
  return (
    <details
      open={open || isWrong}
      onToggle={(e) => setOpen(e.currentTarget.open)}
      className="rounded-xl border border-line"
    >
      <summary
        data-testid="ai-more"
        className="cursor-pointer rounded-xl px-4 py-2.5 text-sm font-medium hover:bg-raised"
      >
        {t("ai.more.title")}
      </summary>
      <div className="flex flex-col gap-5 px-4 pt-2 pb-4">
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {line("firstToken", t("ai.more.firstTokenHint"), "numeric")}
          {line("total", t("ai.more.totalHint"), "numeric")}
        </div>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {line("inputPrice", undefined, "decimal")}
          {line("outputPrice", undefined, "decimal")}
          <p className="text-sm text-quiet sm:col-span-2">{t("ai.more.priceHint")}</p>
        </div>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {line("organization", undefined, "text")}
          {line("project", undefined, "text")}
          <p className="text-sm text-quiet sm:col-span-2">{t("ai.more.headersHint")}</p>
        </div>
      </div>
    </details>
  );
}
