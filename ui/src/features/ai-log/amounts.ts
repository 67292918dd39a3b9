/** A price in millionths of its currency, exact to what is worth knowing: requests cost fractions of a cent. */
export function price(micros: number, currency: string, language: string): string {
  const amount = micros / 1_000_000;
  const maximumFractionDigits = amount < 0.1 ? 5 : amount < 10 ? 3 : 2;
  const minimumFractionDigits = 2;
  try {
    const style = { style: "currency", currency } as const;
    return new Intl.NumberFormat(language, {
      ...style,
      minimumFractionDigits,
      maximumFractionDigits,
    }).format(amount);
  } catch {
    // A currency of the organisation's own making is written as it is.
    const written = new Intl.NumberFormat(language, {
      minimumFractionDigits,
      maximumFractionDigits,
    }).format(amount);
    return currency === "" ? written : `${written} ${currency}`;
  }
}

/** A stretch of time: milliseconds below a second, else seconds. */
export function stretch(ms: number, language: string): string {
  const short = ms < 1_000;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: short ? "millisecond" : "second",
    unitDisplay: "short",
    maximumFractionDigits: short ? 0 : 1,
  }).format(short ? ms : ms / 1_000);
}
