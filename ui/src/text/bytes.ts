const units = ["B", "kB", "MB", "GB"] as const;

/** A size for reading: `312 B`, `2.1 kB`, `340 kB`, `16 MB`, in powers of 1,000. */
export function formatBytes(bytes: number, locale: string): string {
  let value = bytes;
  let step = 0;
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  const maximumFractionDigits = step === 0 || value >= 99.95 ? 0 : 1;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits }).format(value)} ${units[step] ?? "GB"}`;
}
