import { describe, expect, it } from "vitest";

import { turn } from "../../tests/samples";
import type { SentEvent } from "../ipc/generated/SentEvent";
import { recalled, saidIn } from "./recall";

const words = (text: string, role: "user" | "assistant" = "user"): SentEvent => ({
  type: "text",
  text,
  role,
});

describe("what was said", () => {
  it("is the customer's own words, without what went along", () => {
    const turns = [
      turn({ id: 1, sent: [words("Oi!", "assistant"), words("a")] }),
      turn({ id: 2, sent: [{ type: "buttonResponse", id: "1", title: "Sim" }] }),
      turn({ id: 3, sent: [words("a")] }),
      turn({ id: 4, sent: [words("b")] }),
      turn({ id: 5, sent: [words("Oi!", "assistant")] }),
    ];
    expect(saidIn(turns)).toEqual(["a", "b"]);
  });

  it("is gone through backwards and forwards, and ends where it began", () => {
    const said = ["a", "b"];
    expect(recalled(said, null, "earlier")).toEqual({ place: 0, text: "b" });
    expect(recalled(said, 0, "earlier")).toEqual({ place: 1, text: "a" });
    expect(recalled(said, 1, "earlier")).toBeNull();
    expect(recalled(said, 1, "later")).toEqual({ place: 0, text: "b" });
    expect(recalled(said, 0, "later")).toEqual({ place: null, text: "" });
    expect(recalled(said, null, "later")).toBeNull();
    expect(recalled([], null, "earlier")).toBeNull();
  });
});
