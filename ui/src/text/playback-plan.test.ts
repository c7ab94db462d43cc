import { describe, expect, it } from "vitest";

import { line, turn } from "../../tests/samples";
import { planOf, turnUntil } from "./playback-plan";

const timing = { connectUs: 1, headUs: 2, firstByteUs: 3, firstEventUs: 4, endUs: 900_000 };

describe("the plan of a playback", () => {
  it("keeps the offsets of an answer and puts its end behind its last line", () => {
    const held = turn({ id: 1, timing });
    const lines = [
      line({ id: 1, turnId: 1, seq: 1, offsetUs: 400_000 }),
      line({ id: 2, turnId: 1, seq: 2, offsetUs: 700_000 }),
    ];
    expect(planOf([held], lines).map(({ type, at }) => [type, at])).toEqual([
      ["sent", 0],
      ["line", 400_000],
      ["line", 700_000],
      ["end", 900_000],
    ]);
  });

  it("keeps lines in order and their turn open until the last of them, whatever the offsets say", () => {
    const held = turn({ id: 1, timing: { ...timing, endUs: null } });
    const lines = [
      line({ id: 1, turnId: 1, offsetUs: 500_000 }),
      line({ id: 2, turnId: 1, offsetUs: 100_000 }),
    ];
    expect(planOf([held], lines).map(({ at }) => at)).toEqual([0, 500_000, 500_000, 500_000]);
  });

  it.each([
    [2_000, 1_100_000],
    [60_000, 3_000_000],
    [900, 500_000],
  ])("waits between messages as the customer did, within bounds (%i ms)", (laterMs, pauseUs) => {
    const first = turn({ id: 1, sentAt: 0, timing });
    const second = turn({ id: 2, ordinal: 2, sentAt: laterMs, timing });
    const sent = planOf([first, second], []).filter(({ type }) => type === "sent");
    expect((sent[1]?.at ?? 0) - 900_000).toBe(pauseUs);
  });

  it("shows a turn as it stood before its end: no error, no end, its lines so far", () => {
    const held = turn({ id: 1, state: "failed", lines: 9, bytes: 99, timing });
    expect(turnUntil(held, 0, 0)).toMatchObject({
      state: "waiting",
      lines: 0,
      timing: { firstByteUs: null },
    });
    expect(turnUntil(held, 2, 40)).toMatchObject({
      state: "streaming",
      lines: 2,
      bytes: 40,
      error: null,
      timing: { firstByteUs: 3, endUs: null },
    });
  });
});
