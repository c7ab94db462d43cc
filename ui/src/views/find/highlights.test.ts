import { afterEach, describe, expect, it } from "vitest";

import { messageOf, rangesIn } from "./highlights";

afterEach(() => document.body.replaceChildren());

/** A message of paragraphs of pieces, as the conversation draws formatted text. */
function message(...paragraphs: string[][]): HTMLElement {
  const article = document.createElement("div");
  article.append(
    Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: "Sofia" }),
  );
  for (const pieces of paragraphs) {
    const paragraph = document.createElement("p");
    for (const piece of pieces) {
      const part = document.createElement("span");
      part.textContent = piece;
      paragraph.append(part);
    }
    article.append(paragraph);
  }
  document.body.append(article);
  return article;
}

function found(article: HTMLElement, words: string): string[] {
  return rangesIn(article, words).map((range) => range.toString());
}

describe("what is marked in a message", () => {
  it("is found across the pieces that formatting makes, as it is written", () => {
    expect(found(message(["Tem ", "açaí", " com banana"]), "ACAI COM")).toEqual(["açaí com"]);
    expect(found(message(["Vesti", "do azul, vestido"]), "vestido")).toEqual(["Vestido", "vestido"]);
  });

  it("is not found across two paragraphs, nor in what only a screen reader is told", () => {
    expect(found(message(["azul"], ["marinho"]), "azulmarinho")).toEqual([]);
    expect(found(message(["azul"], ["marinho"]), "sofia")).toEqual([]);
  });

  it("is not found in what is folded away, until it is unfolded", () => {
    const article = message(["azul"]);
    const details = document.createElement("details");
    details.append(
      Object.assign(document.createElement("summary"), { textContent: "Azul" }),
      Object.assign(document.createElement("p"), { textContent: "em azul-marinho" }),
    );
    article.append(details);
    expect(found(article, "azul")).toEqual(["azul", "Azul"]);
    details.open = true;
    expect(found(article, "azul")).toEqual(["azul", "Azul", "azul"]);
  });

  it("is nothing where nothing is looked for", () => {
    expect(found(message(["azul"]), "")).toEqual([]);
  });
});

it("a place leads to its message: by line and event, or by what the customer said", () => {
  const list = document.createElement("div");
  const turn = document.createElement("section");
  turn.dataset["turnId"] = "7";
  for (const [lineId, eventIndex] of [
    [null, null],
    [null, null],
    ["3", "0"],
    ["3", "1"],
  ] as const) {
    const each = document.createElement("div");
    each.dataset["testid"] = "message";
    if (lineId !== null) Object.assign(each.dataset, { lineId, eventIndex });
    turn.append(each);
  }
  list.append(turn);
  const all = [...turn.children];
  const place = { turnId: 7, lineId: null, eventIndex: null, sentIndex: null, nth: 0 };
  expect(messageOf(list, { ...place, sentIndex: 1 })).toBe(all[1]);
  expect(messageOf(list, { ...place, lineId: 3, eventIndex: 1 })).toBe(all[3]);
  expect(messageOf(list, { ...place, turnId: 8, sentIndex: 0 })).toBeNull();
});
