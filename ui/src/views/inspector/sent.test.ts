import { describe, expect, it } from "vitest";

import type { SentEvent } from "../../ipc/generated/SentEvent";
import { sentText } from "./sent";

const said = (text: string, role: "user" | "assistant" = "user"): SentEvent => ({ type: "text", text, role });

describe("sentText", () => {
  const cases: [name: string, sent: SentEvent[], expected: string][] = [
    ["the customer's words", [said("oi")], "oi"],
    ["the last of several", [said("oi"), said("tem vestido?")], "tem vestido?"],
    ["not the history that went along", [said("tem vestido?"), said("Olá!", "assistant")], "tem vestido?"],
    ["on one line", [said(" a\n\nb ")], "a b"],
    ["the key of what has no words", [{ type: "other", key: "storeEvent", json: "{}" }], "storeEvent"],
    ["nothing", [], ""],
  ];
  it.each(cases)("%s", (_, sent, expected) => {
    expect(sentText(sent)).toBe(expected);
  });

  it("is cut where it would never be seen", () => {
    expect(sentText([said("x".repeat(1_000))]).length).toBeLessThan(200);
  });
});
