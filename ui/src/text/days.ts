/** Days and times of day, from milliseconds since 1970 and in the machine's own time zone. */

export type Day = { type: "today" } | { type: "yesterday" } | { type: "date"; at: number };

const formats = new Map<string, Intl.DateTimeFormat>();

/** Each bubble of a burst has a time, and making a format costs more than all else in it. */
function formatFor(locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${name}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}

function startOfDay(at: number): number {
  const day = new Date(at);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

export function dayOf(at: number, now: number): Day {
  const start = startOfDay(at);
  const today = startOfDay(now);
  if (start === today) return { type: "today" };
  const yesterday = new Date(today);
  yesterday.setDate(yesterday.getDate() - 1);
  if (start === yesterday.getTime()) return { type: "yesterday" };
  return { type: "date", at: start };
}

export function sameDay(a: number, b: number): boolean {
  return startOfDay(a) === startOfDay(b);
}

/** `Monday 3 March`, with the year where it is not this one. */
export function formatDate(at: number, now: number, locale: string): string {
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return thisYear
    ? formatFor(locale, "day", { weekday: "long", day: "numeric", month: "long" }).format(at)
    : formatFor(locale, "date", { day: "numeric", month: "long", year: "numeric" }).format(at);
}

export function formatTimeOfDay(at: number, locale: string): string {
  return formatFor(locale, "time", { timeStyle: "short" }).format(at);
}

/** As short as it can be understood: the time of today, the day of this year, the date of another. */
export function formatShortDate(at: number, now: number, locale: string): string {
  if (sameDay(at, now)) return formatTimeOfDay(at, locale);
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const form: Intl.DateTimeFormatOptions = thisYear
    ? { day: "numeric", month: "short" }
    : { dateStyle: "short" };
  return new Intl.DateTimeFormat(locale, form).format(at);
}

/** As the clock of a telephone shows it: without morning and afternoon. */
export function formatClock(at: number, locale: string): string {
  const parts = formatFor(locale, "clock", { hour: "numeric", minute: "2-digit" }).formatToParts(at);
  const shown = parts.filter(({ type }) => type !== "dayPeriod");
  return shown
    .map(({ value }) => value)
    .join("")
    .trim();
}

/** Date and time together, for titles and details. */
export function formatMoment(at: number, locale: string): string {
  return formatFor(locale, "moment", { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** Runs of items of the same day, in the order in which they come. */
export function byDay<T>(items: readonly T[], at: (item: T) => number): { start: number; items: T[] }[] {
  const groups: { start: number; items: T[] }[] = [];
  for (const item of items) {
    const start = startOfDay(at(item));
    const last = groups.at(-1);
    if (last !== undefined && last.start === start) last.items.push(item);
    else groups.push({ start, items: [item] });
  }
  return groups;
}
