import { describe, expect, it } from "vitest";

import type { GistPart } from "../../ipc/generated/GistPart";
import { buttonsOf, sectionOf } from "./gist";

const title = (text: string): GistPart => ({ type: "title", text });
const words = (text: string): GistPart => ({ type: "text", text });
const button: GistPart = { type: "button", button: { id: "see", text: "Ver" } };

describe("what can be read of an unknown message", () => {
  it("is a head alone where it has one title", () => {
    const card = [title("Vestido"), words("59.90 BRL"), button];
    expect(sectionOf(card)).toEqual({ head: [title("Vestido"), words("59.90 BRL")], items: [] });
    expect(buttonsOf(card)).toEqual([{ id: "see", text: "Ver" }]);
  });

  it("is a section with its products where it has several, and its button is none of them", () => {
    const section = [title("Vestidos"), button, title("Midi"), words("189.90 BRL"), title("Longo")];
    expect(sectionOf(section)).toEqual({
      head: [title("Vestidos")],
      items: [[title("Midi"), words("189.90 BRL")], [title("Longo")]],
    });
  });

  it("is nothing where there is nothing", () => {
    expect(sectionOf([])).toEqual({ head: [], items: [] });
  });
});
