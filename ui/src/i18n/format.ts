/** A length of time as `m:ss` or `h:mm:ss`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** A moment in the user's zone, to the minute. */
export function dateTime(ms: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(ms);
}

/** A time of day in the user's zone, to the second. */
export function timeOfDay(ms: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(ms);
}

/** A file size in the user's way of writing numbers. */
export function megabytes(bytes: number, language: string): string {
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: "megabyte",
    maximumFractionDigits: bytes < 10_000_000 ? 1 : 0,
  }).format(bytes / 1_000_000);
}

/** Room on a disk in the user's way of writing numbers: megabytes, and gigabytes from a thousand of them on. */
export function diskSize(bytes: number, language: string): string {
  if (bytes < 1_000_000_000) return megabytes(bytes, language);
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: "gigabyte",
    maximumFractionDigits: bytes < 100_000_000_000 ? 1 : 0,
  }).format(bytes / 1_000_000_000);
}

/** A number in the user's way of writing, with at most `digits` after the point. */
export function number(value: number, language: string, digits = 1): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** A share of one as a percentage without digits after the point. */
export function percent(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(
    share,
  );
}

function unit(value: number, name: "hour" | "minute" | "second", language: string): string {
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: name,
    unitDisplay: "short",
  }).format(value);
}

/** About how long something takes: seconds below a minute, else full minutes, and hours from 100 minutes on. */
export function roughly(ms: number, language: string): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return unit(seconds, "second", language);
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return unit(minutes, "minute", language);
  const hours = unit(Math.floor(minutes / 60), "hour", language);
  return minutes % 60 === 0 ? hours : `${hours} ${unit(minutes % 60, "minute", language)}`;
}

/** Making one takes a hundred times as long as using it, and a list shows many. */
const made = new Map<string, Intl.DateTimeFormat>();

function formatted(ms: number, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = language + JSON.stringify(options);
  const format = made.get(key) ?? new Intl.DateTimeFormat(language, options);
  made.set(key, format);
  return format.format(ms);
}

/** The month of a moment with its year. */
export function month(ms: number, language: string): string {
  return formatted(ms, language, { month: "long", year: "numeric" });
}

/** A time of day in the user's zone, to the minute. */
export function timeOfDayShort(ms: number, language: string): string {
  return formatted(ms, language, { timeStyle: "short" });
}

/** A moment without its year, for where that is known. */
export function dayAndTime(ms: number, language: string): string {
  return formatted(ms, language, {
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  });
}
