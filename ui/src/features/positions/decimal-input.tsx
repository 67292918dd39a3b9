import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";

import { Input } from "@/components/ui/field";

type Props = Omit<ComponentProps<"input">, "value" | "onChange" | "type"> & {
  /** The number as it was typed, with a point or a comma. */
  value: string;
  onValue: (value: string) => void;
  /** What the arrow keys add and take away. */
  step: number;
};

/** A number written the way the app's language writes it; both the point and the comma are understood. */
export function DecimalInput({ value, onValue, step, ...rest }: Props) {
  const { i18n } = useTranslation();
  const separator = (1.5).toLocaleString(i18n.language).charAt(1);
  return (
    <Input
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      value={value.replace(/[.,]/, separator)}
      onChange={(e) => onValue(e.target.value)}
      onKeyDown={(e) => {
        if (e.key !== "ArrowUp" && e.key !== "ArrowDown") return;
        e.preventDefault();
        const now = Number(value.replace(",", "."));
        const next = (Number.isFinite(now) ? now : 0) + (e.key === "ArrowUp" ? step : -step);
        if (next > 0) onValue(String(Math.round(next * 100) / 100));
      }}
    />
  );
}
