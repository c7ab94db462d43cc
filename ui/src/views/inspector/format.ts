/** Figures as the inspector writes them. Unit symbols are the same in every language; digits follow the locale. */

// Building a number format costs more than using it a thousand times.
const formats = new Map<string, Intl.NumberFormat>();

function digits(value: number, fraction: number, locale: string): string {
  const name = `${locale} ${String(fraction)}`;
  let format = formats.get(name);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: fraction,
      maximumFractionDigits: fraction,
    });
    formats.set(name, format);
  }
  return format.format(value);
}

const SPACE = "\u00a0";

export function count(value: number, locale: string): string {
  return digits(value, 0, locale);
}

/** Microseconds as milliseconds; tenths only below ten, where they still say something. */
export function milliseconds(us: number, locale: string): string {
  const fraction = us > 0 && us < 9_950 ? 1 : 0;
  return `${digits(us / 1000, fraction, locale)}${SPACE}ms`;
}

/** A gap takes little room: milliseconds below a second, then seconds. The exact figure is in the row's hint. */
export function gap(us: number, locale: string): string {
  if (us < 999_500) return milliseconds(us, locale);
  const seconds = us / 1_000_000;
  return `${digits(seconds, seconds < 99.95 ? 1 : 0, locale)}${SPACE}s`;
}

export function offset(us: number, locale: string): string {
  return `+${milliseconds(us, locale)}`;
}

const UNITS = ["B", "kB", "MB", "GB"] as const;

/** Bytes in powers of a thousand: at most three digits and one decimal below ten. */
export function bytes(value: number, locale: string): string {
  let scaled = value;
  let unit = 0;
  while (scaled >= 999.5 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  const fraction = unit > 0 && scaled < 9.95 ? 1 : 0;
  return `${digits(scaled, fraction, locale)}${SPACE}${UNITS[unit] ?? "B"}`;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The time of day to the second, of milliseconds since 1970. */
export function clock(at: number, locale: string): string {
  let format = clocks.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
    clocks.set(locale, format);
  }
  return format.format(at);
}
