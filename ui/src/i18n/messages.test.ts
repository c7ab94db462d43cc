import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";

import { type MessageKey, messages, spokenLanguages } from "./messages";

const keys = Object.keys(messages.en) as MessageKey[];

/** The names of a message's placeholders, found by what it asks for. */
function placeholders(message: string, language: string): string[] {
  const names = new Set<string>();
  const walk = (parts: ReturnType<IntlMessageFormat["getAst"]>): void => {
    for (const part of parts) {
      if ("value" in part && part.type !== 0) names.add(part.value);
      if ("options" in part) for (const option of Object.values(part.options)) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

describe.each(spokenLanguages)("the messages in %s", (language) => {
  it("have the same keys as the English ones", () => {
    expect(Object.keys(messages[language]).sort()).toEqual([...keys].sort());
  });

  it("are all there and have the same placeholders", () => {
    for (const key of keys) {
      const message = messages[language][key];
      expect(message.trim(), key).not.toBe("");
      expect(placeholders(message, language), key).toEqual(placeholders(messages.en[key], "en"));
    }
  });
});
