import { describe, expect, it } from "vitest";

import { event, line, product, turn } from "../../tests/samples";
import { median, onlyIn, productsOf, sooner, usualFirstEvent } from "./beside-figures";

const [blue, royal] = [
  product({ productId: "1", title: "Vestido azul" }),
  product({ productId: "2", title: "Vestido azul-royal" }),
];

describe("two answers beside each other", () => {
  it("have each product once, however often it came", () => {
    const recommended = (products: (typeof blue)[]): ReturnType<typeof line> =>
      line({ events: [event("recommendationEvent", { type: "recommendation", products })] });
    expect(productsOf([recommended([blue, royal]), recommended([blue])])).toEqual([blue, royal]);
  });

  it("differ by the id within one shop, and by the title between two", () => {
    const renamed = { ...blue, title: "Blue dress" };
    expect(onlyIn([blue, royal], [renamed], true)).toEqual([royal]);
    expect(onlyIn([blue, royal], [renamed], false)).toEqual([blue, royal]);
    const elsewhere = { ...royal, productId: "77", title: " vestido AZUL-royal" };
    expect(onlyIn([blue, royal], [elsewhere], false)).toEqual([blue]);
    expect(onlyIn([blue, royal], [elsewhere], true)).toEqual([blue, royal]);
  });

  it("are as soon as each other where the difference is chance", () => {
    expect(sooner(100_000, 240_000)).toBe("left");
    expect(sooner(240_000, 100_000)).toBe("right");
    expect(sooner(100_000, 108_000)).toBeNull();
    expect(sooner(1_000, 4_000)).toBeNull();
    expect(sooner(null, 4_000)).toBeNull();
  });

  it("have the median of those turns that had an event", () => {
    const after = (firstEventUs: number | null): ReturnType<typeof turn> =>
      turn({ timing: { ...turn().timing, firstEventUs } });
    expect(usualFirstEvent([after(300), after(null), after(100), after(900)])).toBe(300);
    expect(median([4, 2])).toBe(3);
    expect(median([])).toBeNull();
  });
});
