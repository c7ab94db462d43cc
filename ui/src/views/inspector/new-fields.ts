/** The fields of a conversation that our types do not know: the API has grown, and here it is counted by how much. */
import type { Line } from "../../ipc/generated/Line";

/** Each path once, in the order in which they first came. */
export function newFieldsOf(lines: readonly Line[]): { readonly path: string }[] {
  const paths = new Set<string>();
  // Hardly a line has any, so a hundred thousand of them are gone through in a moment.
  for (const line of lines) for (const { path } of line.newFields) paths.add(path);
  return Array.from(paths, (path) => ({ path }));
}
