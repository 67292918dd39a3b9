import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Keychain } from "@/api/ai";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

import type { KeyChoice } from "./draft";

type Props = {
  value: KeyChoice;
  onChange: (key: KeyChoice) => void;
  /** A key for this very server is in the keychain. */
  isKept: boolean;
  /** One is kept, but for another server than the address names now. */
  isForAnother: boolean;
  keychain: Keychain;
  /** It is on this computer, where keys are unusual. */
  local: boolean;
  error: string | undefined;
};

/** The key goes in here and never comes out: of a kept one only that it is there is shown. */
export function KeyField(props: Props) {
  const { value, onChange, isKept, isForAnother, keychain, local, error } = props;
  const { t } = useTranslation();
  if (isKept && value.do !== "enter") {
    const forget = value.do === "forget";
    return (
      <div role="group" aria-labelledby="ai-key-title" className="flex flex-col gap-1.5 text-sm">
        <p id="ai-key-title" className="font-medium">
          {t("ai.key.label")}
        </p>
        <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-2">
          <p
            role="status"
            data-testid="ai-key-kept"
            className="flex min-w-0 flex-1 basis-56 items-center gap-2"
          >
            <KeyRound className="size-4 shrink-0 text-violet-text" aria-hidden />
            {t(forget ? "ai.key.willForget" : "ai.key.kept")}
          </p>
          {forget ? (
            <Button data-testid="ai-key-keep" onClick={() => onChange({ do: "keep" })}>
              {t("ai.key.keep")}
            </Button>
          ) : (
            <div className="flex flex-wrap gap-2">
              <Button
                data-testid="ai-key-replace"
                onClick={() => onChange({ do: "enter", key: "" })}
              >
                {t("ai.key.replace")}
              </Button>
              <Button
                look="quiet"
                data-testid="ai-key-forget"
                onClick={() => onChange({ do: "forget" })}
              >
                {t("ai.key.forget")}
              </Button>
            </div>
          )}
        </div>
      </div>
    );
  }
  const hint =
    keychain !== "available"
      ? "ai.key.nowhere"
      : isForAnother
        ? "ai.key.another"
        : local
          ? "ai.key.localHint"
          : "ai.key.hint";
  return (
    <Field label={t("ai.key.label")} hint={t(hint)} error={error}>
      {(wiring) => (
        <div className="flex gap-2">
          <Input
            {...wiring}
            type="password"
            autoComplete="off"
            spellCheck={false}
            data-testid="ai-key"
            value={value.do === "enter" ? value.key : ""}
            onChange={(e) => onChange({ do: "enter", key: e.target.value })}
          />
          {isKept && (
            <Button
              look="quiet"
              className="shrink-0"
              data-testid="ai-key-keep"
              onClick={() => onChange({ do: "keep" })}
            >
              {t("ai.key.keep")}
            </Button>
          )}
        </div>
      )}
    </Field>
  );
}
