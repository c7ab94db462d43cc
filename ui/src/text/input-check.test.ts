import { describe, expect, it } from "vitest";

import cases from "../../../src-tauri/crates/agent-graph/src/input/cases.json";
import { InputCheck } from "./input-check";

interface Case {
  json: string;
  allowed?: boolean;
  fault: { number: number; field: string; word: string } | null;
}

describe("what is written as input events", () => {
  it.each(cases as Case[])("is judged as the backend judges it: $json", ({ json, allowed, fault }) => {
    const check = new InputCheck(json, allowed === true ? "warning" : "error");
    const errors = check.findings.filter(({ severity }) => severity === "error");
    expect(check.good).toBe(fault === null);
    if (fault === null) expect(errors).toEqual([]);
    else expect(errors[0]).toMatchObject(fault);
  });

  it("is pointed at where the fault stands", () => {
    const at = (text: string): string[] =>
      new InputCheck(text, "warning").findings.map(({ from, to, word }) => `${word} ${text.slice(from, to)}`);
    expect(at('{"storeEvent": {"storeId": 7, "storeid": "7"}}')).toEqual(["notText 7", 'unknown "storeid"']);
    expect(at('{"messageEvent":{"role":"BOT","content":{}}}')).toEqual(['notOneOf "BOT"', "keyCount {"]);
    expect(at('{"storeEvent":x}')).toEqual(["notJson x"]);
    expect(at('{"storeEvent":')).toEqual(["notJson :"]);
  });

  it("says what an unknown key may have been meant to be", () => {
    const { findings } = new InputCheck('{"message_event":{}}', "warning");
    expect(findings).toMatchObject([{ word: "unknown", severity: "warning", meant: "messageEvent" }]);
    expect(new InputCheck('{"newEvent":{}}', "warning").findings).toMatchObject([{ meant: null }]);
  });

  it.each([
    ["mesageEvent", "messageEvent"],
    ["messageEvnet", "messageEvent"],
    ["messagesEvents", "messageEvent"],
    ["stroeEvent", "storeEvent"],
    ["listReplayEvent", "listReplyEvent"],
    ["eventMessage", null],
    ["scoreSheet", null],
    ["event", null],
  ])("takes a slip of the keyboard for what was meant: %s", (written, name) => {
    expect(new InputCheck(`{"${written}":{}}`, "warning").findings).toMatchObject([{ meant: name }]);
  });

  it("is taken apart to the character", () => {
    const text = '[ {"new\\u0045vent": {"price": 1.10, "__proto__": null}}, {"storeEvent":{"storeId":"1"}} ]';
    expect(new InputCheck(text, "warning").events()).toEqual([
      { key: "newEvent", json: '{"price": 1.10, "__proto__": null}' },
      { key: "storeEvent", json: '{"storeId":"1"}' },
    ]);
  });

  it("may be as deep as it likes", () => {
    const deep = `{"newEvent":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(new InputCheck(deep, "warning").good).toBe(true);
  });
});
