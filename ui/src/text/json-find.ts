/** What is found in a JSON text: keys and values that contain some words, upper and lower case alike. */
import type { JsonNodes } from "./json-nodes";

/** More than this are not counted: nobody steps through them. */
export const FOUND_AT_MOST = 10_000;

/** The longest value that is decoded to be looked through; a longer one is searched as it came. */
const DECODED_AT_MOST = 1_000_000;

/** `"Ol\u00e1"` is found by those who look for `olá`, and by those who look for what is written there. */
function contains(literal: string, wanted: string): boolean {
  if (literal.toLowerCase().includes(wanted)) return true;
  if (!literal.startsWith('"') || !literal.includes("\\") || literal.length > DECODED_AT_MOST) return false;
  try {
    return String(JSON.parse(literal)).toLowerCase().includes(wanted);
  } catch {
    return false;
  }
}

/** The nodes whose key or plain value contains the text, in order. */
export function findNodes(nodes: JsonNodes, text: string): number[] {
  const wanted = text.toLowerCase();
  const found: number[] = [];
  if (wanted === "") return found;
  for (let node = 0; node < nodes.count && found.length < FOUND_AT_MOST; node += 1) {
    const key = nodes.key(node);
    const inKey = key !== null && contains(key, wanted);
    if (inKey || (!nodes.isContainer(node) && contains(nodes.source(node), wanted))) found.push(node);
  }
  return found;
}

/** The place in an ascending list of nodes of the first that does not lie before `node`; 0 where all do. */
export function placeFrom(found: readonly number[], node: number): number {
  const place = found.findIndex((each) => each >= node);
  return place === -1 ? 0 : place;
}
