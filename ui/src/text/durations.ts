/** A duration given in microseconds, for reading: `0.4 ms`, `412 ms`, `3.2 s`, `2 min 05 s`. */
export function formatMicroseconds(microseconds: number, locale: string): string {
  const milliseconds = microseconds / 1000;
  if (milliseconds < 999.5) {
    const maximumFractionDigits = milliseconds < 9.95 ? 1 : 0;
    return `${new Intl.NumberFormat(locale, { maximumFractionDigits }).format(milliseconds)} ms`;
  }
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) {
    return `${new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(seconds)} s`;
  }
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
