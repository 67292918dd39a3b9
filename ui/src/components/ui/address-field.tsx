import type { ReactNode } from "react";

import { Field, Input } from "./field";

type Props = {
  label: string;
  hint: ReactNode;
  error?: ReactNode;
  testId: string;
  value: string;
  onChange: (value: string) => void;
};

/** An address of a server, as it is typed. */
export function AddressField({ label, hint, error, testId, value, onChange }: Props) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <Input
          {...wiring}
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          data-testid={testId}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        />
      )}
    </Field>
  );
}
