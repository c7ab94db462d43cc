/** Where a node stands in its text, as an expression that finds it again. Keys are decoded and written anew. */
import type { JsonNodes } from "./json-nodes";

type Step = { key: string } | { index: number };

const name = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A key without its quotes and escapes. One whose escapes are no JSON stays as it came. */
export function decodedKey(literal: string): string {
  if (!literal.includes("\\")) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal.slice(1, -1);
  }
}

/** The steps from the root down to a node. */
function steps(nodes: JsonNodes, node: number): Step[] {
  const found: Step[] = [];
  let at = node;
  for (let parent = nodes.parent(at); parent !== null; parent = nodes.parent(at)) {
    const key = nodes.key(at);
    if (key === null) {
      let index = 0;
      for (let sibling = parent + 1; sibling !== at; sibling = nodes.after(sibling)) index += 1;
      found.push({ index });
    } else {
      found.push({ key: decodedKey(key) });
    }
    at = parent;
  }
  return found.reverse();
}

/** `.result.responseEvents[0]["odd key"]`; `.` for the root. */
export function jqPath(nodes: JsonNodes, node: number): string {
  const path = steps(nodes, node)
    .map((step) => {
      if ("index" in step) return `[${String(step.index)}]`;
      return name.test(step.key) ? `.${step.key}` : `[${JSON.stringify(step.key)}]`;
    })
    .join("");
  return path.startsWith(".") ? path : `.${path}`;
}

/** RFC 9535: `$.result.responseEvents[0]['odd key']`. */
export function jsonPath(nodes: JsonNodes, node: number): string {
  const quoted = (key: string): string =>
    `'${JSON.stringify(key).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  return steps(nodes, node)
    .map((step) => {
      if ("index" in step) return `[${String(step.index)}]`;
      return name.test(step.key) ? `.${step.key}` : `[${quoted(step.key)}]`;
    })
    .reduce((path, step) => path + step, "$");
}

/**
 * The nodes below `top` at some paths, in which `[]` stands for every element of a list: so the backend names the fields
 * that it does not know, `.recommendationEvent.products[].stock`. Only what lies on the way to one is looked at.
 */
export function nodesAt(nodes: JsonNodes, top: number, paths: ReadonlySet<string>): number[] {
  const wanted = [...paths];
  const found: number[] = [];
  const waiting: [node: number, path: string][] = wanted.length === 0 ? [] : [[top, ""]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [parent, path] = next;
    if (!nodes.isContainer(parent)) continue;
    for (let child = parent + 1; child < nodes.after(parent); child = nodes.after(child)) {
      const key = nodes.key(child);
      const decoded = key === null ? null : decodedKey(key);
      const step =
        decoded === null ? "[]" : name.test(decoded) ? `.${decoded}` : `[${JSON.stringify(decoded)}]`;
      const own = path + step;
      if (paths.has(own)) found.push(child);
      if (wanted.some((each) => each.length > own.length && each.startsWith(own))) waiting.push([child, own]);
    }
  }
  return found;
}
