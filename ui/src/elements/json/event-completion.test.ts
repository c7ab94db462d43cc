import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";

import { eventCompletions } from "./event-completion";

/** What is suggested at the bar in a text. */
function at(text: string, explicit = true): string[] {
  const pos = text.indexOf("|");
  const state = EditorState.create({ doc: text.replace("|", "") });
  const source = eventCompletions(() => ({ required: "required" }));
  const result = source(new CompletionContext(state, pos, explicit));
  return result?.options.map(({ label }) => label.replaceAll('"', "")) ?? [];
}

describe("what is suggested", () => {
  const events = [
    "messageEvent",
    "buttonResponseEvent",
    "listReplyEvent",
    "filledFormResponseEvent",
    "storeEvent",
  ];
  const contents = ["textContent", "audioContent", "imageContent", "locationContent"];
  it.each<[text: string, labels: string[]]>([
    ["{|", events],
    ['{"mes|"', ["messageEvent"]],
    ['{"RESPONSE|"', ["buttonResponseEvent", "filledFormResponseEvent"]],
    ['{"storeEvent":{"na|', ["name", "cpName"]],
    ['{"x|', []],
    ["[{|}]", events],
    ['{"|"}', events],
    ['{"storeEvent":{},|', []],
    ['{"messageEvent":{|', ["role", "content"]],
    ['{"messageEvent":{"role":"USER",|', ["content"]],
    ['{"messageEvent":{"role":|', ["USER", "ASSISTANT"]],
    ['{"messageEvent":{"role":"|"', ["USER", "ASSISTANT"]],
    ['{"messageEvent":{"content":{|', contents],
    ['{"messageEvent":{"content":{"textContent":{},|', []],
    ['{"messageEvent":{"content":{"imageContent":{"url":"",|', ["caption"]],
    ['{"storeEvent":{|"name":"n"}}', ["storeId", "cpName", "city", "state"]],
    ['{"newEvent":{|', []],
    ['{"filledFormResponseEvent":{"formData":{|', []],
    ["|", []],
  ])("fits the place: %s", (text, labels) => {
    expect(at(text)).toEqual(labels);
  });

  it("comes unasked only while a word is being written", () => {
    expect(at("{|", false)).toEqual([]);
    expect(at('{"m|', false)).toEqual(["messageEvent", "filledFormResponseEvent"]);
  });
});
