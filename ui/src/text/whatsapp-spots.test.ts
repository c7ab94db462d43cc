import { describe, expect, it } from "vitest";

import { type Inline, shownText, sourceOf } from "./whatsapp";
import { type Spot, parseWithSpots } from "./whatsapp-spots";

function spot(source: string, words: string): Spot {
  const start = source.indexOf(words);
  return { start, end: start + words.length };
}

/** What is marked, in the order of the text. */
function marked(source: string, spots: Spot[]): [number, string][] {
  const found: [number, string][] = [];
  const words = (nodes: readonly Inline[]): string =>
    nodes.map((node) => ("children" in node ? words(node.children) : node.text)).join("");
  const look = (nodes: readonly Inline[]): void => {
    for (const node of nodes) {
      if (node.type === "spot") found.push([node.spot, words(node.children)]);
      else if ("children" in node) look(node.children);
    }
  };
  for (const block of parseWithSpots(source, spots)) {
    if (block.type === "paragraph") look(block.children);
    else if (block.type !== "code") for (const line of block.lines) look(line.children);
  }
  return found;
}

describe("the spots of a message", () => {
  it("are cut out of the words around them, also within bold and in a list", () => {
    const source = "Temos *dois vestidos*:\n\n- Vestido azul por R$ 10,00\n- Saia por R$ 20,00\n\nBom!";
    expect(
      marked(source, [spot(source, "R$ 20,00"), spot(source, "vestidos"), spot(source, "Vestido azul")]),
    ).toEqual([
      [1, "vestidos"],
      [2, "Vestido azul"],
      [0, "R$ 20,00"],
    ]);
  });

  it("are in pieces where a mark stands inside them", () => {
    const source = "custa R$ *10*,00 hoje";
    expect(marked(source, [spot(source, "R$ *10*,00")])).toEqual([
      [0, "R$ "],
      [0, "10"],
      [0, ",00"],
    ]);
  });

  it("leave a link whole and mark code as one", () => {
    const source = "`R$ 10,00` em https://loja.example/R$10";
    expect(marked(source, [spot(source, "10,00"), spot(source, "loja.example")])).toEqual([[0, "R$ 10,00"]]);
  });

  it("take nothing away and change nothing", () => {
    const source = "> *Oi*\n1. `a` _b_ ~c~\n```x\ny``` fim https://a.example 👋 R$ 5";
    for (let start = 0; start < source.length; start += 1) {
      const blocks = parseWithSpots(source, [
        { start, end: start + 4 },
        { start: start + 2, end: start + 9 },
      ]);
      expect(sourceOf(blocks)).toBe(source);
      expect(shownText(blocks)).toBe(shownText(parseWithSpots(source, undefined)));
    }
  });
});
