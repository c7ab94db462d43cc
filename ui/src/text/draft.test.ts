import { describe, expect, it } from "vitest";

import { type Draft, emptyDraft, readDraft, writeDraft } from "./draft";

const full: Draft = {
  text: "tem vestido\nazul?",
  context: [
    { role: "assistant", text: "Oi!" },
    { role: "user", text: "Oi" },
  ],
  fields: {
    image: { url: "https://", caption: "" },
    store: { storeId: "", name: "C", cpName: "", city: "", state: "" },
  },
  rows: [{ name: "__proto__", value: "1" }],
  raw: '{"storeEvent"',
};

describe("a draft", () => {
  it("is kept whole", () => {
    expect(readDraft(writeDraft(full) ?? "")).toEqual(full);
  });

  it("is not kept where there is nothing in it", () => {
    expect(writeDraft(emptyDraft)).toBeNull();
    expect(
      writeDraft({
        ...emptyDraft,
        fields: { image: { url: "", caption: "" } },
        rows: [{ name: "", value: "" }],
        raw: " \n",
      }),
    ).toBeNull();
  });

  it.each(["", "null", "7", '{"text":7,"context":"x","fields":[],"rows":[null],"raw":{}}'])(
    "of another making is read as far as it goes: %s",
    (content) => {
      const { text, context, fields, raw } = readDraft(content);
      expect({ text, context, fields, raw }).toEqual({ text: "", context: [], fields: {}, raw: "" });
    },
  );
});
