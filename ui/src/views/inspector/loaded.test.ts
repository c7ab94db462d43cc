import { describe, expect, it } from "vitest";

import { Remembered } from "./loaded.svelte";

describe("Remembered", () => {
  it("asks once for what it still knows and again for what it has let go", async () => {
    const asked: number[] = [];
    const answers = new Remembered((id) => {
      asked.push(id);
      return Promise.resolve(id);
    });
    for (const id of [1, 1, 2, 3, 4, 5, 6, 7, 7, 1]) await answers.get(id);
    expect(asked).toEqual([1, 2, 3, 4, 5, 6, 7, 1]);
  });

  it("asks again after a refusal", async () => {
    let calls = 0;
    const answers = new Remembered(() => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error("no")) : Promise.resolve("yes");
    });
    await expect(answers.get(1)).rejects.toThrow("no");
    await expect(answers.get(1)).resolves.toBe("yes");
  });
});
