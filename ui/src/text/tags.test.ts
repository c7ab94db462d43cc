import { expect, it } from "vitest";

import { readTags, withoutTag } from "./tags";

it("tags are what stands between commas, each once, whatever its case", () => {
  expect(readTags("  Frete  grátis, #ação; AÇÃO,,\nurgente ")).toEqual(["Frete grátis", "ação", "urgente"]);
  expect(readTags(" , # ")).toEqual([]);
  expect(withoutTag(["Ação", "frete"], "ação")).toEqual(["frete"]);
});
