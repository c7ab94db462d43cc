/**
 * The shapes of the input events, as the reference shows them. The backend checks by the same ones and has the last
 * word; `input-check.test.ts` holds the two to the same cases.
 */

export type Shape =
  /** A text; one that is required has something in it. */
  | { type: "text" }
  | { type: "word"; words: readonly string[] }
  /** An object of any fields. */
  | { type: "free" }
  | { type: "object"; fields: readonly Field[] }
  /** An object with exactly one of these keys. */
  | { type: "choice"; fields: readonly Field[] };

export interface Field {
  name: string;
  required: boolean;
  shape: Shape;
}

const text: Shape = { type: "text" };

function required(name: string, shape: Shape = text): Field {
  return { name, required: true, shape };
}

function optional(name: string): Field {
  return { name, required: false, shape: text };
}

function object(...fields: Field[]): Shape {
  return { type: "object", fields };
}

const content: Shape = {
  type: "choice",
  fields: [
    required("textContent", object(required("text"))),
    required("audioContent", object(required("url"))),
    required("imageContent", object(required("url"), optional("caption"))),
    required(
      "locationContent",
      object(required("latitude"), required("longitude"), optional("name"), optional("address")),
    ),
  ],
};

export const inputEvents: readonly Field[] = [
  required(
    "messageEvent",
    object(required("role", { type: "word", words: ["USER", "ASSISTANT"] }), required("content", content)),
  ),
  required("buttonResponseEvent", object(required("id"), required("title"))),
  required("listReplyEvent", object(required("id"), required("title"), optional("description"))),
  required("filledFormResponseEvent", object(required("formData", { type: "free" }))),
  required(
    "storeEvent",
    object(required("storeId"), optional("name"), optional("cpName"), optional("city"), optional("state")),
  ),
];

/** The shape of what an object at a path of keys holds, from the event inwards. */
export function fieldsAt(path: readonly string[]): readonly Field[] {
  let fields = inputEvents;
  for (const key of path) {
    const shape = fields.find(({ name }) => name === key)?.shape;
    if (shape?.type !== "object" && shape?.type !== "choice") return [];
    fields = shape.fields;
  }
  return fields;
}

/** The shape of the value at a path of keys. */
export function shapeAt(path: readonly string[]): Shape | null {
  const last = path.at(-1);
  return fieldsAt(path.slice(0, -1)).find(({ name }) => name === last)?.shape ?? null;
}

function plain(key: string): string {
  return key.replaceAll("_", "").toLowerCase();
}

/** What somebody may have meant who wrote an unknown key: another spelling of a known one. */
export function meant(key: string, fields: readonly Field[]): string | null {
  return fields.find(({ name }) => plain(name) === plain(key))?.name ?? null;
}
