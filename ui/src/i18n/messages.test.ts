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

const files = import.meta.glob<Record<string, string>>("./en/*.json", { eager: true, import: "default" });

describe("the files of messages", () => {
  it("have no key in common, since one would take the other's place, and are all read", () => {
    const all = Object.values(files).flatMap((file) => Object.keys(file));
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
    expect(all.sort()).toEqual([...keys].sort());
  });
});

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
