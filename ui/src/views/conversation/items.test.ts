import { describe, expect, it } from "vitest";

import { event, line, said } from "../../../tests/samples";
import { itemsOf, sideOf } from "./items";

describe("the items of a turn", () => {
  it("are its events, in the order of the wire", () => {
    const items = itemsOf([
      line({ id: 1, events: [said("a"), said("b", 1)] }),
      line({ id: 2, events: [said("c")] }),
    ]);
    expect(items.map(({ key }) => key)).toEqual(["1.0", "1.1", "2.0"]);
  });

  it("gather neighbouring lines that could not be read into one notice", () => {
    const items = itemsOf([
      line({ id: 1, class: "notJson" }),
      line({ id: 2, class: "unknownShape" }),
      line({ id: 3, events: [said("a")] }),
      line({ id: 4, class: "tooLong" }),
    ]);
    expect(items.map(({ type }) => type)).toEqual(["unread", "event", "unread"]);
    expect(items[0]).toMatchObject({ lines: [{ id: 1 }, { id: 2 }] });
  });

  it("leave keep-alives, empty envelopes and error lines to the inspector", () => {
    expect(
      itemsOf([line({ class: "keepAlive" }), line({ class: "noEvents" }), line({ class: "error" })]),
    ).toEqual([]);
  });

  it("show a line that was held back as one large event", () => {
    expect(itemsOf([line({ held: true })])).toMatchObject([{ type: "held" }]);
  });
});

it("what the server says in the customer's name stands on the customer's side", () => {
  const content = { type: "text", text: "oi" } as const;
  const body = { type: "message", role: "user", content, createdAt: null } as const;
  expect(sideOf(event("messageEvent", body))).toBe("customer");
  expect(sideOf(event("messageEvent", { ...body, role: "unspecified" }))).toBe("sofia");
  expect(sideOf(event("x", { type: "unknown", json: "{}", problem: null }))).toBe("notice");
});
