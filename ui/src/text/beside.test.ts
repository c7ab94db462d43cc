import { describe, expect, it } from "vitest";

import { event, line, said, turn } from "../../tests/samples";
import { type BesideRow, besideRows, sayingsOf, verdictOf } from "./beside";
import { type Link, pathOf } from "./family";

const asking = (id: number, text: string, change = {}): ReturnType<typeof turn> =>
  turn({ id, ordinal: id % 10, sent: [{ type: "text", text, role: "user" }], ...change });

const ids = (rows: BesideRow[]): (number | null)[][] =>
  rows.map(({ left, right }) => [left?.id ?? null, right?.id ?? null]);

describe("two conversations beside each other", () => {
  const origin = [
    asking(1, "a"),
    asking(2, "b", { state: "failed" }),
    asking(3, "b", { retryOf: 2 }),
    asking(4, "c"),
  ];
  const left: Link = { turns: origin, branch: null };
  const right = (kind: "context" | "reasked", after: number): Link => ({
    turns: [asking(11, "c?"), asking(12, "d")],
    branch: { of: "o", after, kind },
  });

  it("begin behind what the branch was told, and what was tried again stands there once", () => {
    const table = besideRows(pathOf([left]), pathOf([left, right("context", 3)]));
    expect(table.shared.map(({ id }) => id)).toEqual([1, 3]);
    expect(ids(table.rows)).toEqual([
      [4, 11],
      [null, 12],
    ]);
  });

  it("begin at the beginning where all was asked again", () => {
    const table = besideRows(pathOf([left]), pathOf([left, right("reasked", 4)]));
    expect(table.shared).toEqual([]);
    expect(ids(table.rows)).toEqual([
      [1, 11],
      [3, 12],
      [4, null],
    ]);
  });

  it("say the same whenever they said it, and differ in a word", () => {
    const saying = (text: string): Set<string> => sayingsOf([line({ events: [said(text)] })]);
    const [one, other] = [asking(1, "a"), asking(11, "a")];
    const row = { key: "", left: one, right: other };
    const later = event("messageEvent", {
      type: "message",
      role: "assistant",
      content: { type: "text", text: "Sim" },
      createdAt: "2026-01-01T00:00:00Z",
    });
    expect(verdictOf(row, saying("Sim"), sayingsOf([line({ events: [later] })]))).toBe("same");
    expect(verdictOf(row, saying("Sim"), saying("Não"))).toBe("different");
    // A picture is the same from wherever it comes, and another one is another one.
    const picture = (url: string): Set<string> => {
      const image = { type: "image", url, caption: null } as const;
      const body = { type: "message", role: "assistant", content: image, createdAt: null } as const;
      return sayingsOf([line({ events: [event("messageEvent", body)] })]);
    };
    const shown = picture("https://a.example/7.png?w=2");
    expect(verdictOf(row, shown, picture("http://127.0.0.1:81/7.png?w=2"))).toBe("same");
    expect(verdictOf(row, shown, picture("https://a.example/8.png?w=2"))).toBe("different");
    expect(verdictOf({ ...row, right: asking(11, "b") }, saying("Sim"), saying("Sim"))).toBe("otherWords");
    expect(verdictOf({ ...row, right: null }, saying("Sim"), new Set())).toBe("only");
    const coming = asking(11, "a", { state: "streaming" });
    expect(verdictOf({ ...row, right: coming }, saying("Sim"), new Set())).toBe("coming");
    const failed = asking(11, "a", { state: "failed" });
    expect(verdictOf({ ...row, right: failed }, saying("Sim"), saying("Sim"))).toBe("different");
  });
});
