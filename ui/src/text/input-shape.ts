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

/** A slip of the keyboard is at most so many letters, and one in so many of the name. */
const mostSlips = 2;
const lettersPerSlip = 4;

/** How many letters are missing, too many, others or in the wrong order, as far as it matters. */
function slips(written: string, name: string): number {
  if (Math.abs(written.length - name.length) > mostSlips) return Infinity;
  let beforeLast: number[] = [];
  let last = [...name, ""].map((_, at) => at);
  for (let row = 1; row <= written.length; row += 1) {
    const line = [row];
    for (let at = 1; at <= name.length; at += 1) {
      const same = written[row - 1] === name[at - 1];
      const swapped = written[row - 1] === name[at - 2] && written[row - 2] === name[at - 1];
      line[at] = Math.min(
        (last[at] ?? 0) + 1,
        (line[at - 1] ?? 0) + 1,
        (last[at - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[at - 2] ?? Infinity) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, line];
  }
  return last[name.length] ?? Infinity;
}

/** What somebody may have meant who wrote an unknown key: another spelling of a known one, or one that was mistyped. */
export function meant(key: string, fields: readonly Field[]): string | null {
  const written = plain(key);
  const near = fields
    .map(({ name }) => ({ name, off: slips(written, plain(name)) }))
    .filter(({ name, off }) => off <= Math.min(mostSlips, Math.floor(name.length / lettersPerSlip)))
    .sort((a, b) => a.off - b.off);
  return near[0]?.name ?? null;
}
