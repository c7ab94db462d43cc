import { describe, expect, it } from "vitest";

import { fit } from "./fuzzy";

function marked(typed: string, text: string): string | null {
  const found = fit(typed, text);
  if (found === null) return null;
  let out = "";
  let at = 0;
  for (const { start, end } of found.spans) {
    out += `${text.slice(at, start)}[${text.slice(start, end)}]`;
    at = end;
  }
  return out + text.slice(at);
}

function best(typed: string, texts: string[]): string | undefined {
  const fits = texts.map((text) => ({ text, score: fit(typed, text)?.score ?? Number.NEGATIVE_INFINITY }));
  return fits.sort((a, b) => b.score - a.score)[0]?.text;
}

describe("what is typed to find something", () => {
  it.each([
    ["acai", "Tem açaí hoje?", "Tem [açaí] hoje?"],
    ["loja acme", "Acme, a loja", "[Acme], a [loja]"],
    ["conv", "New conversation", "New [conv]ersation"],
    ["nc", "New conversation", "[N]ew [c]onversation"],
    ["vestdo", "vestido azul", "[vest]i[do] azul"],
    ["xyz", "vestido azul", null],
    ["azul frete", "vestido azul", null],
    ["", "vestido azul", "vestido azul"],
    ["   ", "vestido azul", "vestido azul"],
    ["💃", "dança 💃", "dança [💃]"],
  ])("%s in %s", (typed, text, expected) => {
    expect(marked(typed, text)).toBe(expected);
  });

  it("finds whole words before begun ones, and begun ones before the middle of one", () => {
    expect(best("sol", ["Consolação", "Solar", "Farmácia Sol"])).toBe("Farmácia Sol");
    expect(best("sol", ["Consolação", "Solar"])).toBe("Solar");
    expect(best("set", ["Reset the zoom", "Settings"])).toBe("Settings");
    expect(best("dark", ["dbaarrkk", "Theme: dark"])).toBe("Theme: dark");
  });

  it("does not take letters from here and there for a fit", () => {
    expect(fit("zoo", "Loja Zefira, conversa ontem, outro dia")).toBeNull();
  });
});
