/**
 * Which rows of a folded JSON tree are on show. The tree is drawn as a flat list, so that a virtualised list can hold
 * it and no depth can overflow the stack.
 */
import type { JsonNodes } from "./json-nodes";

/** How many children of one container are shown before *Show more*. */
export const CHILDREN_PAGE = 100;

/** How many of them when the tree opens by itself: enough to see what they are, short enough to see what follows. */
const OPENING_CHILDREN = 25;

/** The tree opens by itself until about this many rows are on show: a screen or two. */
export const OPENING_ROWS = 80;

export type JsonRow =
  | { type: "node"; node: number; depth: number; position: number; siblings: number }
  | { type: "more"; container: number; depth: number; shown: number; hidden: number };

/** How far each container is unfolded: the number of children on show; absent means folded. */
export type Unfolded = ReadonlyMap<number, number>;

/** Unfolds from the root downwards, level by level, while there is room. */
export function openingUnfolded(nodes: JsonNodes, room = OPENING_ROWS): Map<number, number> {
  const unfolded = new Map<number, number>();
  if (nodes.count === 0) return unfolded;
  let rows = 1;
  const queue = [0];
  for (const container of queue) {
    if (!nodes.isContainer(container) || nodes.childCount(container) === 0) continue;
    const shown = Math.min(nodes.childCount(container), OPENING_CHILDREN);
    // The root opens in any case: a closed root shows nothing at all.
    if (container !== 0 && rows + shown > room) continue;
    rows += shown;
    unfolded.set(container, shown);
    for (const child of nodes.children(container, shown)) queue.push(child);
  }
  return unfolded;
}

/** The rows on show, from the top. */
export function visibleRows(nodes: JsonNodes, unfolded: Unfolded): JsonRow[] {
  if (nodes.count === 0) return [];
  const rows: JsonRow[] = [];
  const waiting: JsonRow[] = [{ type: "node", node: 0, depth: 0, position: 1, siblings: 1 }];
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    rows.push(row);
    if (row.type === "more") continue;
    const shown = unfolded.get(row.node);
    if (shown === undefined) continue;
    const siblings = nodes.childCount(row.node);
    const depth = row.depth + 1;
    if (siblings > shown) {
      waiting.push({ type: "more", container: row.node, depth, shown, hidden: siblings - shown });
    }
    const children = nodes.children(row.node, shown);
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const node = children[index];
      if (node !== undefined) waiting.push({ type: "node", node, depth, position: index + 1, siblings });
    }
  }
  return rows;
}

/** Unfolds whatever hides a node, showing enough children on the way. */
export function unfoldedTo(nodes: JsonNodes, unfolded: Unfolded, node: number): Map<number, number> {
  const next = new Map(unfolded);
  let child = node;
  for (let parent = nodes.parent(child); parent !== null; parent = nodes.parent(child)) {
    let position = 1;
    for (let sibling = parent + 1; sibling !== child; sibling = nodes.after(sibling)) position += 1;
    const page = Math.min(nodes.childCount(parent), CHILDREN_PAGE);
    next.set(parent, Math.max(next.get(parent) ?? 0, position, page));
    child = parent;
  }
  return next;
}

/** Unfolds a container and everything in it, up to a bound that keeps the list quick. */
export function unfoldedBelow(
  nodes: JsonNodes,
  unfolded: Unfolded,
  top: number,
  bound = 5_000,
): Map<number, number> {
  const next = new Map(unfolded);
  let rows = 0;
  for (let node = top; node < nodes.after(top) && rows < bound; node += 1) {
    if (!nodes.isContainer(node) || nodes.childCount(node) === 0) continue;
    const shown = Math.max(next.get(node) ?? 0, Math.min(nodes.childCount(node), CHILDREN_PAGE));
    next.set(node, shown);
    rows += shown;
  }
  return next;
}

/** The element of `responseEvents` with this place, where the line has such an array near its top. */
export function eventNode(nodes: JsonNodes, index: number): number | null {
  // The envelopes that we know hold the array within three levels; deeper ones belong to somebody's metadata.
  let level = nodes.count === 0 ? [] : [0];
  for (let depth = 0; depth < 4; depth += 1) {
    const below: number[] = [];
    for (const node of level) {
      if (nodes.kind(node) !== "object") continue;
      for (const child of nodes.children(node, CHILDREN_PAGE)) {
        const key = nodes.key(child);
        if (key === '"responseEvents"' || key === '"response_events"') {
          return nodes.children(child, index + 1)[index] ?? null;
        }
        below.push(child);
      }
    }
    level = below;
  }
  return null;
}
