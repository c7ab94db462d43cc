/** Suggests keys, fields and words of input events at the place where somebody writes. */
import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippet,
} from "@codemirror/autocomplete";

import { type Field, type Shape, fieldsAt, shapeAt } from "../../text/input-shape";
import { placeAt } from "../../text/input-place";

/** What a key is followed by, with the places to fill in: `#{…}` is one of them. */
function skeleton(shape: Shape): string {
  switch (shape.type) {
    case "text":
      return '"#{}"';
    case "word":
      return `"#{${shape.words[0] ?? ""}}"`;
    case "free":
      return '{"#{}": "#{}"}';
    case "choice": {
      const [first] = shape.fields;
      return first === undefined ? "{#{}}" : `{"#{${first.name}}": ${skeleton(first.shape)}}`;
    }
    case "object": {
      const fields = shape.fields.filter(({ required }) => required);
      return `{${fields.map(({ name, shape: inner }) => `"${name}": ${skeleton(inner)}`).join(", ")}}`;
    }
  }
}

export interface CompletionWords {
  /** Stands behind a field that has to be there. */
  required: string;
}

function keyCompletion(field: Field, hasValue: boolean, words: CompletionWords): Completion {
  const name = `"${field.name}"`;
  return {
    label: name,
    type: "property",
    boost: field.required ? 1 : 0,
    ...(field.required ? { detail: words.required } : {}),
    apply: hasValue ? name : snippet(`${name}: ${skeleton(field.shape)}`),
  };
}

/** A source of suggestions. The quotes belong to what is suggested, so that they are matched and replaced with it. */
export function eventCompletions(words: () => CompletionWords) {
  return (context: CompletionContext): CompletionResult | null => {
    const place = placeAt(context.state.doc.toString(), context.pos);
    if (place === null) return null;
    const { from, to, due, path } = place;
    if (from === context.pos && !context.explicit) return null;
    if (due === "value") {
      const shape = shapeAt(path);
      if (shape?.type !== "word") return null;
      return { from, to, options: shape.words.map((word) => ({ label: `"${word}"`, type: "enum" })) };
    }
    const taken = new Set(place.taken);
    // An event has one key, and so has the content of a message.
    const single = path.length === 0 || shapeAt(path)?.type === "choice";
    const fields = single && taken.size > 0 ? [] : fieldsAt(path).filter(({ name }) => !taken.has(name));
    if (fields.length === 0) return null;
    const given = words();
    return {
      from,
      to,
      options: fields.map((field) => keyCompletion(field, place.hasValue, given)),
    };
  };
}
