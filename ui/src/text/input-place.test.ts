import { describe, expect, it } from "vitest";

import { placeAt } from "./input-place";

/** What is found at the bar in a text. */
function at(text: string): ReturnType<typeof placeAt> {
  const position = text.indexOf("|");
  return placeAt(text.replace("|", ""), position);
}

describe("the place at which somebody writes", () => {
  const keys: [text: string, path: string[], token: string, taken: string[]][] = [
    ["{|", [], "", []],
    ["{ | }", [], "", []],
    ['{"mess|', [], '"mess', []],
    ['{"mess|"}', [], '"mess"', []],
    ["{mess|}", [], "mess", []],
    ["[{|}]", [], "", []],
    ['[{"storeEvent":{}},{"|"}]', [], '""', []],
    ['{"messageEvent":{|}}', ["messageEvent"], "", []],
    ['{"messageEvent":{"role":"USER",|', ["messageEvent"], "", ["role"]],
    ['{"messageEvent":{"role":"USER","content":{"te|', ["messageEvent", "content"], '"te', []],
    ['{"messageEvent":{|"role":"USER"}}', ["messageEvent"], "", ["role"]],
    ['{"storeEvent":{"name":"a}b",|"city":"{"}}', ["storeEvent"], "", ["name", "city"]],
    ['{"storeEvent":{"a\\"b":1,\n  |\n}}', ["storeEvent"], "", ['a"b']],
    ['{"storeEvent":{"name":"n"}, |', [], "", ["storeEvent"]],
  ];
  it.each(keys)("is a key: %s", (text, path, token, taken) => {
    const place = at(text);
    expect(place).toMatchObject({ due: "key", path, taken });
    const whole = text.replace("|", "");
    expect(whole.slice(place?.from, place?.to)).toBe(token);
  });

  const values: [text: string, path: string[], token: string][] = [
    ['{"messageEvent":{"role":|', ["messageEvent", "role"], ""],
    ['{"messageEvent":{"role": "|"', ["messageEvent", "role"], '""'],
    ['{"messageEvent":{"role": "US|","content":{}}}', ["messageEvent", "role"], '"US"'],
    ['{"messageEvent":{"role": US|', ["messageEvent", "role"], "US"],
    ['{"messageEvent":|', ["messageEvent"], ""],
    ["[|", [], ""],
  ];
  it.each(values)("is a value: %s", (text, path, token) => {
    const place = at(text);
    expect(place).toMatchObject({ due: "value", path });
    expect(text.replace("|", "").slice(place?.from, place?.to)).toBe(token);
  });

  it.each(["|", '{"role"|', '{"role":"USER"|', '{"role":"USER" |', '{"f":{"formData":{"a":[|', "{}|"])(
    "is nowhere: %s",
    (text) => {
      expect(at(text)).toBeNull();
    },
  );

  it("knows whether the key has a value already", () => {
    expect(at('{"ro|":1}')).toMatchObject({ hasValue: true });
    expect(at('{"ro|" :1}')).toMatchObject({ hasValue: true });
    expect(at('{"ro|"}')).toMatchObject({ hasValue: false });
  });
});
