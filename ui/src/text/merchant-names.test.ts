import { afterEach, expect, it } from "vitest";

import { demo, merchant, overview } from "../../tests/samples";
import { setLanguage } from "../i18n/index.svelte";
import { listedName, shownName } from "./merchant-names";

afterEach(() => setLanguage("en"));

const stored = "Demo merchant (simulated)";
const shops = overview().demoShops;

it.each([
  ["en", "Demo merchant (simulated)", "Moda Aurora (demo)"],
  ["pt-BR", "Loja de demonstração (simulada)", "Moda Aurora (demonstração)"],
  ["es", "Tienda de demostración (simulada)", "Moda Aurora (demostración)"],
] as const)("the built-in merchant has a name in %s, and its shop beside it", (language, name, playing) => {
  setLanguage(language);
  expect(shownName(stored)).toBe(name);
  expect(listedName({ ...demo, name: stored }, shops)).toBe(playing);
  expect(listedName({ ...demo, name: stored, agentId: "another" }, shops)).toBe(name);
});

it("a name that somebody has given stays as it is", () => {
  setLanguage("es");
  expect(listedName({ ...demo, name: "Mi demo" }, shops)).toBe("Mi demo");
  expect(listedName({ ...merchant(), name: "Loja Acme" }, shops)).toBe("Loja Acme");
  expect(shownName("Loja Acme")).toBe("Loja Acme");
});
