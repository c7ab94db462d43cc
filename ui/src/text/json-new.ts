/** Where the fields stand that our types do not know, in the text that they came in. */
import type { NewField } from "../ipc/generated/NewField";
import type { JsonNodes } from "./json-nodes";
import { nodesAt } from "./json-path";
import { eventNode } from "./json-rows";

export interface Span {
  readonly from: number;
  readonly to: number;
}

export function newNodes(nodes: JsonNodes, fields: readonly NewField[]): Set<number> {
  const paths = new Map<number, Set<string>>();
  for (const { index, path } of fields) paths.set(index, (paths.get(index) ?? new Set()).add(path));
  const found = new Set<number>();
  for (const [index, wanted] of paths) {
    // A bare event is its own line.
    const top = eventNode(nodes, index) ?? (index === 0 ? 0 : null);
    if (top !== null) for (const node of nodesAt(nodes, top, wanted)) found.add(node);
  }
  return found;
}

/** The keys of these nodes, in the order of the text. */
export function keySpans(nodes: JsonNodes, wanted: Iterable<number>): Span[] {
  const spans: Span[] = [];
  for (const node of wanted) {
    const key = nodes.key(node);
    if (key === null) continue;
    // Nothing but a colon and white space is between a key and its value.
    const from = nodes.text.lastIndexOf(key, nodes.start(node) - key.length);
    spans.push({ from, to: from + key.length });
  }
  return spans.sort((a, b) => a.from - b.from);
}
