/**
 * What a person fills in for each kind of input event, what is wrong with it, and the event that comes of it. An event
 * is written out by hand, not by way of an object: the order of the fields is that of the reference, and a form's own
 * field may be called `__proto__` or `2`.
 */
import type { MessageKey } from "../i18n/messages";
import type { InputEvent } from "../ipc/generated/InputEvent";

/** The kinds that have fields of their own. */
export const fieldKinds = ["image", "audio", "location", "button", "list", "store"] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** Everything that the *more* menu offers. */
export type SendingKind = FieldKind | "form" | "raw" | "context";

export type Values = Record<string, string>;

/** One row of a form that the customer has filled in. */
export interface FormRow {
  name: string;
  value: string;
}

/** A message that was said before the next one. */
export interface ContextMessage {
  role: "user" | "assistant";
  text: string;
}

export type FieldProblem = "empty" | "url" | "number" | "latitude" | "longitude" | "twice" | "noRow";

export interface FormField {
  name: string;
  label: MessageKey;
  required: boolean;
  /** Several lines may stand in it. */
  long?: boolean;
  type?: "url" | "number";
  /** An example, the same in every language. */
  example: string;
}

function field(name: string, label: MessageKey, example: string, more: Partial<FormField> = {}): FormField {
  return { name, label, example, required: true, ...more };
}

const optional = { required: false };

export const formFields: Record<FieldKind, readonly FormField[]> = {
  image: [
    field("url", "sending.url", "https://…/foto.jpg", { type: "url" }),
    field("caption", "sending.caption", "", { ...optional, long: true }),
  ],
  audio: [field("url", "sending.url", "https://…/audio.ogg", { type: "url" })],
  location: [
    field("latitude", "sending.latitude", "-25.41914", { type: "number" }),
    field("longitude", "sending.longitude", "-49.26545", { type: "number" }),
    field("name", "sending.placeName", "", optional),
    field("address", "sending.address", "", optional),
  ],
  button: [field("id", "sending.id", "button-id"), field("title", "sending.buttonTitle", "")],
  list: [
    field("id", "sending.id", "list-item-id"),
    field("title", "sending.rowTitle", ""),
    field("description", "sending.rowDescription", "", optional),
  ],
  store: [
    field("storeId", "sending.storeId", "22473"),
    field("name", "sending.storeName", "", optional),
    field("cpName", "sending.cpName", "", optional),
    field("city", "sending.city", "", optional),
    field("state", "sending.state", "", optional),
  ],
};

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.hostname !== "";
}

/** Degrees as the API takes them, also where they were written with a decimal comma; null where they are none. */
export function degrees(text: string): string | null {
  const number = text.trim().replace(",", ".");
  return /^[+-]?\d{1,3}(\.\d+)?$/.test(number) ? number.replace("+", "") : null;
}

/** Latitude and longitude out of one text, as maps copy them: `-25.41914, -49.26545`. */
export function degreesPair(text: string): [string, string] | null {
  const parts = text.includes(";") ? text.split(";") : text.split(/,\s+|\s+/);
  const [first, second] = parts.filter((part) => part.trim() !== "");
  if (parts.length > 3 || first === undefined || second === undefined) return null;
  const [latitude, longitude] = [degrees(first), degrees(second)];
  return latitude === null || longitude === null ? null : [latitude, longitude];
}

function problemOf({ name, required, type }: FormField, value: string): FieldProblem | null {
  if (value.trim() === "") return required ? "empty" : null;
  if (type === "url") return isWebAddress(value.trim()) ? null : "url";
  if (type !== "number") return null;
  const number = degrees(value);
  if (number === null) return "number";
  const largest = name === "latitude" ? 90 : 180;
  if (Math.abs(Number(number)) <= largest) return null;
  return name === "latitude" ? "latitude" : "longitude";
}

/** What is wrong in each field; empty where the event can be sent. */
export function problemsOf(kind: FieldKind, values: Values): Partial<Record<string, FieldProblem>> {
  const found = formFields[kind].flatMap((each) => {
    const problem = problemOf(each, values[each.name] ?? "");
    return problem === null ? [] : [[each.name, problem] as const];
  });
  return Object.fromEntries(found);
}

/** What is wrong in each row of a form, by its place. A row without a name and a value is not there. */
export function rowProblems(rows: readonly FormRow[]): (FieldProblem | null)[] {
  const names = rows.map(({ name }) => name.trim());
  const filled = (row: FormRow): boolean => row.name.trim() !== "" || row.value !== "";
  if (!rows.some(filled)) return rows.map((_, index) => (index === 0 ? "noRow" : null));
  return rows.map((row, index) => {
    if (!filled(row)) return null;
    const name = row.name.trim();
    if (name === "") return "empty";
    return names.indexOf(name) < index ? "twice" : null;
  });
}

function written(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(",")}}`;
}

function texts(names: readonly string[], values: Values): string {
  return written(names.map((name) => [name, JSON.stringify(values[name] ?? "")]));
}

export function messageEvent(role: ContextMessage["role"], content: string, json: string): InputEvent {
  const members = [["role", JSON.stringify(role.toUpperCase())] as const];
  return { key: "messageEvent", json: written([...members, ["content", written([[content, json]])]]) };
}

export function textEvent({ role, text }: ContextMessage): InputEvent {
  return messageEvent(role, "textContent", texts(["text"], { text }));
}

/** The fields without the white space around them, which no one means; words of a person stay as they were typed. */
function tidied(kind: FieldKind, values: Values): Values {
  return Object.fromEntries(
    formFields[kind].map(({ name, long, type }) => {
      const value = values[name] ?? "";
      if (type === "number") return [name, degrees(value) ?? value];
      return [name, long === true ? value : value.trim()];
    }),
  );
}

/** The event that a filled form stands for. */
export function formEvent(kind: FieldKind, given: Values): InputEvent {
  const values = tidied(kind, given);
  const filled = (...names: string[]): string[] =>
    names.filter((name, index) => index === 0 || (values[name] ?? "") !== "");
  switch (kind) {
    case "image":
      return messageEvent("user", "imageContent", texts(filled("url", "caption"), values));
    case "audio":
      return messageEvent("user", "audioContent", texts(["url"], values));
    case "location": {
      const names = ["latitude", "longitude", "name", "address"];
      return messageEvent("user", "locationContent", texts(names, values));
    }
    case "button":
      return { key: "buttonResponseEvent", json: texts(["id", "title"], values) };
    case "list": {
      const names = values["description"] === "" ? ["id", "title"] : ["id", "title", "description"];
      return { key: "listReplyEvent", json: texts(names, values) };
    }
    case "store":
      return { key: "storeEvent", json: texts(["storeId", "name", "cpName", "city", "state"], values) };
  }
}

export function filledFormEvent(rows: readonly FormRow[]): InputEvent {
  const named = rows.filter(({ name }) => name.trim() !== "");
  const data = written(named.map(({ name, value }) => [name.trim(), JSON.stringify(value)]));
  return { key: "filledFormResponseEvent", json: written([["formData", data]]) };
}

/** An event as it stands in `inputEvents`. */
export function wholeEvent({ key, json }: InputEvent): string {
  return written([[key, json]]);
}
