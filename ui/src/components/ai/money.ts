/** Reads an amount as people write it, with a point or a comma, in millionths; null for nothing, undefined for no number. */
export function millionths(text: string): number | null | undefined {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(plain)) return undefined;
  return Math.round(Number(plain) * 1_000_000);
}

/** Millionths as they are written in a field in this language; empty for none. */
export function inMillionths(value: number | null | undefined, language: string): string {
  if (value == null) return "";
  return new Intl.NumberFormat(language, {
    maximumFractionDigits: 6,
    useGrouping: false,
  }).format(value / 1_000_000);
}

/** Currencies that budgets are usually kept in. */
export const CURRENCIES = ["EUR", "USD", "GBP", "CHF", "PLN", "CZK", "RUB", "KZT", "UAH"] as const;

/** A currency by its name in this language, with its code. */
export function currencyName(code: string, language: string): string {
  const names = new Intl.DisplayNames(language, { type: "currency", fallback: "none" });
  const name = names.of(code);
  return name === undefined ? code : `${code} – ${name}`;
}
