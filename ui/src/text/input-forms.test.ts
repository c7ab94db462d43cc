import { describe, expect, it } from "vitest";

import { InputCheck } from "./input-check";
import {
  type FieldKind,
  type Values,
  degrees,
  degreesPair,
  filledFormEvent,
  formEvent,
  problemsOf,
  rowProblems,
  textEvent,
  wholeEvent,
} from "./input-forms";

describe("a filled form", () => {
  const events: [kind: FieldKind, values: Values, json: string][] = [
    [
      "image",
      { url: " https://cdn.example/a.png ", caption: "este\n aqui " },
      '{"messageEvent":{"role":"USER","content":{"imageContent":{"url":"https://cdn.example/a.png","caption":"este\\n aqui "}}}}',
    ],
    [
      "image",
      { url: "https://cdn.example/a.png", caption: "" },
      '{"messageEvent":{"role":"USER","content":{"imageContent":{"url":"https://cdn.example/a.png"}}}}',
    ],
    [
      "audio",
      { url: "https://cdn.example/a.ogg" },
      '{"messageEvent":{"role":"USER","content":{"audioContent":{"url":"https://cdn.example/a.ogg"}}}}',
    ],
    [
      "location",
      { latitude: "-25,41914", longitude: " +49.2 ", name: "Loja" },
      '{"messageEvent":{"role":"USER","content":{"locationContent":{"latitude":"-25.41914","longitude":"49.2","name":"Loja","address":""}}}}',
    ],
    ["button", { id: "b1", title: "Sim" }, '{"buttonResponseEvent":{"id":"b1","title":"Sim"}}'],
    ["list", { id: "r1", title: "Azul" }, '{"listReplyEvent":{"id":"r1","title":"Azul"}}'],
    [
      "list",
      { id: "r1", title: "Azul", description: "claro" },
      '{"listReplyEvent":{"id":"r1","title":"Azul","description":"claro"}}',
    ],
    [
      "store",
      { storeId: "22473", name: "Centro", cpName: "Retirada", city: "Curitiba", state: "PR" },
      '{"storeEvent":{"storeId":"22473","name":"Centro","cpName":"Retirada","city":"Curitiba","state":"PR"}}',
    ],
  ];
  it.each(events)("of the kind %s becomes the event of the reference", (kind, values, json) => {
    expect(problemsOf(kind, values)).toEqual({});
    const event = wholeEvent(formEvent(kind, values));
    expect(event).toBe(json);
    expect(new InputCheck(event, "error").findings).toEqual([]);
  });

  const wrong: [kind: FieldKind, values: Values, problems: Record<string, string>][] = [
    ["image", {}, { url: "empty" }],
    ["image", { url: "foto.jpg" }, { url: "url" }],
    ["audio", { url: "javascript:alert(1)" }, { url: "url" }],
    ["audio", { url: "https://" }, { url: "url" }],
    ["location", { latitude: "norte", longitude: "181" }, { latitude: "number", longitude: "longitude" }],
    ["location", { latitude: "-90.1", longitude: "" }, { latitude: "latitude", longitude: "empty" }],
    ["button", { id: " ", title: "Sim" }, { id: "empty" }],
    ["list", { id: "1" }, { title: "empty" }],
    ["store", { name: "Centro" }, { storeId: "empty" }],
  ];
  it.each(wrong)("of the kind %s says what is wrong with %j", (kind, values, problems) => {
    expect(problemsOf(kind, values)).toEqual(problems);
  });
});

describe("degrees", () => {
  it.each([
    ["-25.41914", "-25.41914"],
    ["-25,41914", "-25.41914"],
    [" 7 ", "7"],
    ["1e3", null],
    ["25.4.1", null],
    ["-25,4 -49,2", null],
    ["NaN", null],
  ])("of %j are %j", (text, expected) => {
    expect(degrees(text)).toBe(expected);
  });

  it.each([
    ["-25.41914, -49.26545", ["-25.41914", "-49.26545"]],
    ["-25.41914 -49.26545", ["-25.41914", "-49.26545"]],
    ["-25,41914; -49,26545", ["-25.41914", "-49.26545"]],
    ["-25,41914, -49,26545", ["-25.41914", "-49.26545"]],
    ["-25,41914", null],
    ["Rua XV, 100", null],
    ["1 2 3 4", null],
  ])("in pairs: %j", (text, expected) => {
    expect(degreesPair(text)).toEqual(expected);
  });
});

describe("the rows of a form", () => {
  it("keep their order and their names, whatever these are", () => {
    const rows = [
      { name: " name ", value: " Ana " },
      { name: "__proto__", value: "x" },
      { name: "2", value: "" },
      { name: "1", value: '"' },
      { name: "", value: "" },
    ];
    expect(rowProblems(rows)).toEqual([null, null, null, null, null]);
    expect(wholeEvent(filledFormEvent(rows))).toBe(
      '{"filledFormResponseEvent":{"formData":{"name":" Ana ","__proto__":"x","2":"","1":"\\""}}}',
    );
  });

  it("need a name each, and no name twice", () => {
    const rows = [
      { name: "a", value: "1" },
      { name: "", value: "2" },
      { name: "a ", value: "3" },
    ];
    expect(rowProblems(rows)).toEqual([null, "empty", "twice"]);
    expect(rowProblems([{ name: "", value: "" }])).toEqual(["noRow"]);
  });
});

it("a text of either side becomes a message", () => {
  expect(wholeEvent(textEvent({ role: "assistant", text: 'Oi "tu"' }))).toBe(
    '{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi \\"tu\\""}}}}',
  );
});
