import { describe, expect, it } from "vitest";

import { conversation, turn } from "../../tests/samples";
import type { Branch } from "../ipc/generated/Branch";
import { besideRows } from "./beside";
import { type Link, chainOf, hasFamily, pathOf } from "./family";

/** Turns of which the number says what conversation they are of and which they are in it: 12 is the second of 1. */
const turns = (...ids: number[]): Link["turns"] => ids.map((id) => turn({ id, ordinal: id % 10 }));
const link = (branch: Branch | null, ...ids: number[]): Link => ({ turns: turns(...ids), branch });
const left = (after: number, kind: Branch["kind"] = "context"): Branch => ({ of: "o", after, kind });
const ids = (chain: Link[]): number[] => pathOf(chain).map(({ id }) => id);

describe("what a conversation has behind it", () => {
  const origin = link(null, 11, 12, 13);

  it("is what it was told and what was said in it", () => {
    expect(ids([origin])).toEqual([11, 12, 13]);
    expect(ids([origin, link(left(2), 21)])).toEqual([11, 12, 21]);
    expect(ids([origin, link(left(2), 21, 22), link(left(1), 31)])).toEqual([11, 12, 21, 31]);
    expect(ids([origin, link(left(2), 21), link(left(0), 31)])).toEqual([11, 12, 31]);
    expect(ids([link(left(2), 21)])).toEqual([21]);
  });

  it("is what was asked again where all was asked again", () => {
    expect(ids([origin, link(left(3, "reasked"), 21, 22, 23)])).toEqual([21, 22, 23]);
  });

  it("sets two branches of one origin beside each other from where the first of them left it", () => {
    const [one, other] = [link(left(1), 21, 22), link(left(2), 31)];
    const table = besideRows(pathOf([origin, one]), pathOf([origin, other]));
    expect(table.shared.map(({ id }) => id)).toEqual([11]);
    expect(table.rows.map((row) => [row.left?.id ?? null, row.right?.id ?? null])).toEqual([
      [21, 12],
      [22, 31],
    ]);
  });
});

describe("a family", () => {
  const of = (id: string, origin: string | null, kind: Branch["kind"] = "context") => ({
    conversation: conversation({ id, branch: origin === null ? null : { of: origin, after: 1, kind } }),
  });
  const chain = (...all: ReturnType<typeof of>[]): string[] => {
    const [first] = all;
    return first === undefined ? [] : chainOf(first, all).map((each) => each.conversation.id);
  };

  it("is followed to where what was said began, and no circle is", () => {
    expect(chain(of("c", "b"), of("b", "a"), of("a", null))).toEqual(["a", "b", "c"]);
    expect(chain(of("c", "b"), of("a", null))).toEqual(["c"]);
    expect(chain(of("c", "b"), of("b", "a", "reasked"), of("a", null))).toEqual(["b", "c"]);
    expect(chain(of("c", "b"), of("b", "c"))).toEqual(["b", "c"]);
  });

  it("is known by what left what, also where the origin is gone", () => {
    const all = [of("a", null), of("b", "a"), of("c", "gone"), of("d", "gone"), of("e", null)];
    const conversations = all.map((each) => each.conversation);
    const known = conversations.map((each) => hasFamily(each, conversations));
    expect(known).toEqual([true, true, true, true, false]);
  });
});
