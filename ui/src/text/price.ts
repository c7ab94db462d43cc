/** Where a currency is at home: there, its prices are written one way, whoever reads them. */
const homes: Partial<Record<string, string>> = {
  ARS: "es-AR",
  BRL: "pt-BR",
  CLP: "es-CL",
  COP: "es-CO",
  GBP: "en-GB",
  MXN: "es-MX",
  PEN: "es-PE",
  USD: "en-US",
  UYU: "es-UY",
};

/**
 * A price for reading. It comes as the characters of the wire, so that `59.90` stays `59.90`: what is not plainly a
 * number with a currency code is shown as it came.
 */
export function formatPrice(price: string | null, currency: string | null, window: string): string | null {
  if (price === null || price.trim() === "") return null;
  const digits = /^-?\d{1,15}(?:\.(\d{1,6}))?$/.exec(price.trim());
  const code = currency?.trim().toUpperCase() ?? "";
  if (digits === null || !/^[A-Z]{3}$/.test(code)) return [price, currency].filter(Boolean).join(" ");
  const locale = homes[code] ?? window;
  const format = new Intl.NumberFormat(locale, { style: "currency", currency: code });
  const usual = format.resolvedOptions().maximumFractionDigits ?? 2;
  const sent = digits[1]?.replace(/0+$/, "").length ?? 0;
  if (sent <= usual) return format.format(Number(price));
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: code,
    maximumFractionDigits: sent,
  }).format(Number(price));
}
