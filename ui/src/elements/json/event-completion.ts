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

function keyCompletion(field: Field, hasValue: boolean, required: string | null): Completion {
  const name = `"${field.name}"`;
  return {
    label: name,
    type: "property",
    ...(field.required && required !== null ? { detail: required } : {}),
    apply: hasValue ? name : snippet(`${name}: ${skeleton(field.shape)}`),
  };
}

/** What fits the letters that are there: names that begin with them, then names that hold them. */
function fitting<T extends { name: string }>(options: readonly T[], written: string): T[] {
  const letters = written.replaceAll('"', "").toLowerCase();
  const place = ({ name }: T): number => name.toLowerCase().indexOf(letters);
  return options
    .filter((option) => place(option) !== -1)
    .sort((a, b) => Number(place(a) > 0) - Number(place(b) > 0));
}

/**
 * A source of suggestions. The quotes belong to what is replaced, so it is matched here: the editor would compare the
 * whole of it, up to the closing quote that it has set by itself.
 */
export function eventCompletions(words: () => CompletionWords) {
  return (context: CompletionContext): CompletionResult | null => {
    const { state, pos } = context;
    const place = placeAt(state.doc.toString(), pos);
    if (place === null) return null;
    const { from, to, due, path, taken } = place;
    if (from === pos && !context.explicit) return null;
    const written = state.sliceDoc(from, pos);
    const shape = shapeAt(path);
    if (due === "value") {
      if (shape?.type !== "word") return null;
      const names = fitting(
        shape.words.map((name) => ({ name })),
        written,
      );
      const options = names.map(({ name }) => ({ label: `"${name}"`, type: "enum" }));
      return options.length === 0 ? null : { from, to, filter: false, options };
    }
    // An event has one key, and so has the content of a message.
    const single = path.length === 0 || shape?.type === "choice";
    const free = single && taken.length > 0 ? [] : fieldsAt(path).filter(({ name }) => !taken.includes(name));
    const fields = fitting(free, written);
    if (fields.length === 0) return null;
    // Of several alternatives none is required.
    const required = single ? null : words().required;
    return {
      from,
      to,
      filter: false,
      options: fields.map((field) => keyCompletion(field, place.hasValue, required)),
    };
  };
}
