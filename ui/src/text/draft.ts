/** What somebody has begun to write in a conversation, and how it is kept as text. */
import {
  type ContextMessage,
  type FieldKind,
  type FormRow,
  type Values,
  fieldKinds,
  formFields,
} from "./input-forms";

export interface Draft {
  /** In the composer. */
  text: string;
  /** What goes along with the next message as said before it. */
  context: readonly ContextMessage[];
  fields: Partial<Record<FieldKind, Values>>;
  rows: readonly FormRow[];
  /** In the editor of raw events. */
  raw: string;
}

export const emptyDraft: Draft = { text: "", context: [], fields: {}, rows: [], raw: "" };

function isEmpty(draft: Draft): boolean {
  const filled = Object.values(draft.fields).some((values) =>
    Object.values(values).some((value) => value !== ""),
  );
  const rows = draft.rows.some(({ name, value }) => name !== "" || value !== "");
  return draft.text === "" && draft.context.length === 0 && !filled && !rows && draft.raw.trim() === "";
}

/** Null where there is nothing to keep. */
export function writeDraft(draft: Draft): string | null {
  return isEmpty(draft) ? null : JSON.stringify(draft);
}

type Members = Record<string, unknown>;

function members(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

function words(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function list<T>(value: unknown, read: (each: Members) => T): T[] {
  return Array.isArray(value) ? value.map((each: unknown) => read(members(each))) : [];
}

/** Reads what was kept, perhaps by another version: whatever has no place here is left out. */
export function readDraft(content: string): Draft {
  let kept: Members;
  try {
    kept = members(JSON.parse(content));
  } catch {
    return emptyDraft;
  }
  const fields: Draft["fields"] = {};
  for (const kind of fieldKinds) {
    const values = members(members(kept["fields"])[kind]);
    const filled = formFields[kind].map(({ name }) => [name, words(values[name])] as const);
    if (filled.some(([, value]) => value !== "")) fields[kind] = Object.fromEntries(filled);
  }
  return {
    text: words(kept["text"]),
    context: list(kept["context"], ({ role, text }) => ({
      role: role === "assistant" ? "assistant" : "user",
      text: words(text),
    })),
    fields,
    rows: list(kept["rows"], ({ name, value }) => ({ name: words(name), value: words(value) })),
    raw: words(kept["raw"]),
  };
}
