/** What is worth seeing of two answers beside each other: how soon they came, and which products one alone has. */
import type { Line } from "../ipc/generated/Line";
import type { Product } from "../ipc/generated/Product";
import type { Turn } from "../ipc/generated/Turn";

/** The recommended products, each once, in the order in which they came. */
export function productsOf(lines: readonly Line[]): Product[] {
  const all = lines
    .flatMap(({ events }) => events)
    .flatMap(({ body }) => (body.type === "recommendation" ? body.products : []));
  return all.filter((product, index) => all.findIndex((other) => isSame(other, product, true)) === index);
}

function titleOf({ title }: Product): string {
  return (title ?? "").trim().toLowerCase();
}

/** Two shops may give one id to different products, so between shops only the title counts. */
function isSame(one: Product, other: Product, sameShop: boolean): boolean {
  if (sameShop && one.productId !== null && other.productId !== null)
    return one.productId === other.productId;
  return titleOf(one) === titleOf(other);
}

/** Those of one answer that the other does not have. */
export function onlyIn(
  products: readonly Product[],
  others: readonly Product[],
  sameShop: boolean,
): Product[] {
  return products.filter((product) => !others.some((other) => isSame(product, other, sameShop)));
}

/** The one in the middle; of two the mean. `null` where there is none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The median time to the first event of those turns that had one, in microseconds. */
export function usualFirstEvent(turns: readonly Turn[]): number | null {
  return median(turns.flatMap(({ timing }) => (timing.firstEventUs === null ? [] : [timing.firstEventUs])));
}

/** Which of two is clearly the sooner: by a tenth and by five milliseconds, since less is chance. */
export function sooner(left: number | null, right: number | null): "left" | "right" | null {
  if (left === null || right === null) return null;
  const [low, high] = [Math.min(left, right), Math.max(left, right)];
  if (high - low < 5_000 || high < low * 1.1) return null;
  return left < right ? "left" : "right";
}
