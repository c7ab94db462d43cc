import { expect, it } from "vitest";

import { initialsOf } from "./initials";

it.each([
  ["Loja Acme", "LA"],
  ["Sofia", "S"],
  ["moda da aurora", "MA"],
  ["Casa & Jardim", "CJ"],
  ["  ", ""],
  ["élan", "É"],
  ["👩‍🌾 Horta", "👩‍🌾H"],
  ["متجر النور", "ما"],
  ["H&M", "HM"],
])("%j has the letters %j", (name, letters) => {
  expect(initialsOf(name)).toBe(letters);
});
