/** Days and times of day, from milliseconds since 1970 and in the machine's own time zone. */

export type Day = { type: "today" } | { type: "yesterday" } | { type: "date"; at: number };

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
  return new Intl.DateTimeFormat(locale, {
    weekday: thisYear ? "long" : undefined,
    day: "numeric",
    month: "long",
    year: thisYear ? undefined : "numeric",
  } as Intl.DateTimeFormatOptions).format(at);
}

export function formatTimeOfDay(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** As the clock of a telephone shows it: without morning and afternoon. */
export function formatClock(at: number, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).formatToParts(at);
  const shown = parts.filter(({ type }) => type !== "dayPeriod");
  return shown
    .map(({ value }) => value)
    .join("")
    .trim();
}

/** Date and time together, for titles and details. */
export function formatMoment(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(at);
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
