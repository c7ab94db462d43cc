/**
 * Reads JSON without giving up any of it: every node is a slice of the source, so a number keeps its zeros, a key its
 * escapes, and two equal keys are two nodes. `JSON.parse` would lose all three.
 *
 * It walks the text once with a stack of its own, because the depth is in the hands of whoever sent the line. It
 * stops at the first thing that is not JSON and says where and why; what came before stays readable.
 */

export type NodeKind = "object" | "array" | "string" | "number" | "literal";

export type StopReason =
  | "end"
  | "character"
  | "control"
  | "escape"
  | "number"
  | "literal"
  | "key"
  | "colon"
  | "separator"
  | "trailing"
  | "empty"
  | "limit";

/** Where the reading stopped: `at` counts UTF-16 units from the start of the text. */
export interface Stop {
  at: number;
  reason: StopReason;
}

const OBJECT = 0;
const ARRAY = 1;
const KIND_NAMES: readonly NodeKind[] = ["object", "array", "string", "number", "literal"];
const NONE = -1;

/**
 * The nodes of one text in source order. Node 0 is the root; a node's first child is the node after it, and its next
 * sibling is `after(node)`. The columns are flat, which keeps a line with a million nodes within a few megabytes.
 */
export class JsonNodes {
  readonly #kind: number[] = [];
  readonly #start: number[] = [];
  readonly #end: number[] = [];
  readonly #keyStart: number[] = [];
  readonly #keyEnd: number[] = [];
  readonly #parent: number[] = [];
  readonly #after: number[] = [];
  readonly #children: number[] = [];

  /** Null where all of the text was read. */
  stop: Stop | null = null;

  constructor(readonly text: string) {}

  get count(): number {
    return this.#kind.length;
  }

  kind(node: number): NodeKind {
    return KIND_NAMES[this.#kind[node] ?? 0] ?? "object";
  }

  isContainer(node: number): boolean {
    return (this.#kind[node] ?? 2) <= ARRAY;
  }

  /** The node as it came, brackets and quotes included. */
  source(node: number): string {
    return this.text.slice(this.start(node), this.end(node));
  }

  start(node: number): number {
    return this.#start[node] ?? 0;
  }

  end(node: number): number {
    return this.#end[node] ?? this.text.length;
  }

  /** The key as it came, quotes included; null for an element of an array and for the root. */
  key(node: number): string | null {
    const start = this.#keyStart[node] ?? NONE;
    return start === NONE ? null : this.text.slice(start, this.#keyEnd[node]);
  }

  parent(node: number): number | null {
    const parent = this.#parent[node] ?? NONE;
    return parent === NONE ? null : parent;
  }

  childCount(node: number): number {
    return this.#children[node] ?? 0;
  }

  /** The node that follows this one and everything in it: the next sibling, if there is one. */
  after(node: number): number {
    return this.#after[node] ?? this.count;
  }

  /** Up to `limit` children, from the first. */
  children(node: number, limit: number): number[] {
    const found: number[] = [];
    const count = Math.min(this.childCount(node), limit);
    let child = node + 1;
    while (found.length < count) {
      found.push(child);
      child = this.after(child);
    }
    return found;
  }

  /** Adds a node that is still open; `close` gives it its end. Only the reader calls this. */
  open(kind: NodeKind, start: number, key: readonly [number, number] | null, parent: number | null): number {
    const node = this.count;
    this.#kind.push(KIND_NAMES.indexOf(kind));
    this.#start.push(start);
    this.#end.push(start);
    this.#keyStart.push(key === null ? NONE : key[0]);
    this.#keyEnd.push(key === null ? NONE : key[1]);
    this.#parent.push(parent ?? NONE);
    this.#after.push(node + 1);
    this.#children.push(0);
    if (parent !== null) this.#children[parent] = this.childCount(parent) + 1;
    return node;
  }

  close(node: number, end: number): void {
    this.#end[node] = end;
    this.#after[node] = this.count;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
const isHex = (unit: number): boolean =>
  isDigit(unit) || (unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66);

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** The end of the token that starts at a place, or where and why there is none. */
type Token = number | Stop;

function stringEnd(text: string, from: number): Token {
  let at = from + 1;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    if (unit < 0x20) return { at, reason: "control" };
    if (unit !== BACKSLASH) {
      at += 1;
      continue;
    }
    const escape = text.charAt(at + 1);
    if (escape === "") return { at: text.length, reason: "end" };
    if (escape === "u") {
      for (let digit = at + 2; digit < at + 6; digit += 1) {
        if (digit >= text.length) return { at: text.length, reason: "end" };
        if (!isHex(text.charCodeAt(digit))) return { at, reason: "escape" };
      }
      at += 6;
    } else if ('"\\/bfnrt'.includes(escape)) {
      at += 2;
    } else {
      return { at, reason: "escape" };
    }
  }
  return { at: text.length, reason: "end" };
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function numberEnd(text: string, from: number): Token {
  // A loop rather than an expression: a number of a million digits would exhaust a backtracking matcher.
  const whole = text.charCodeAt(from) === MINUS ? from + 1 : from;
  let at = digitsEnd(text, whole);
  if (at === whole) return { at, reason: at >= text.length ? "end" : "number" };
  if (text.charAt(whole) === "0" && at > whole + 1) return { at: whole, reason: "number" };
  if (text.charAt(at) === ".") {
    const fraction = at + 1;
    at = digitsEnd(text, fraction);
    if (at === fraction) return { at, reason: at >= text.length ? "end" : "number" };
  }
  if (text.charAt(at) === "e" || text.charAt(at) === "E") {
    const sign = text.charAt(at + 1);
    const exponent = sign === "+" || sign === "-" ? at + 2 : at + 1;
    at = digitsEnd(text, exponent);
    if (at === exponent) return { at, reason: at >= text.length ? "end" : "number" };
  }
  return at;
}

function literalEnd(text: string, from: number): Token {
  for (const word of ["true", "false", "null"]) {
    if (text.startsWith(word, from)) return from + word.length;
    if (from + word.length > text.length && word.startsWith(text.slice(from))) {
      return { at: text.length, reason: "end" };
    }
  }
  return { at: from, reason: "literal" };
}

function scalarAt(text: string, at: number): { kind: NodeKind; end: Token } {
  const unit = text.charCodeAt(at);
  if (unit === QUOTE) return { kind: "string", end: stringEnd(text, at) };
  if (unit === MINUS || isDigit(unit)) return { kind: "number", end: numberEnd(text, at) };
  if ("tfn".includes(text.charAt(at))) return { kind: "literal", end: literalEnd(text, at) };
  return { kind: "literal", end: { at, reason: "character" } };
}

/** More nodes than this are only read when somebody asks: they take time, and some hundred bytes each. */
export const NODES_AT_MOST = 400_000;

/** Reads as much of the text as is JSON, and no more than so many nodes. */
export function readJson(text: string, most = Number.POSITIVE_INFINITY): JsonNodes {
  const nodes = new JsonNodes(text);
  const open: number[] = [];

  /** Ends the reading: containers that are still open end where it stopped. */
  const stopped = (stop: Stop): JsonNodes => {
    nodes.stop = stop;
    for (let node = open.pop(); node !== undefined; node = open.pop()) nodes.close(node, stop.at);
    return nodes;
  };

  let at = afterSpace(text, 0);
  if (at >= text.length) return stopped({ at, reason: "empty" });

  let key: [number, number] | null = null;
  for (;;) {
    // A value starts here; a key, if it has one, has been read.
    at = afterSpace(text, at);
    if (at >= text.length) return stopped({ at, reason: "end" });
    if (nodes.count >= most) return stopped({ at, reason: "limit" });
    const unit = text.charCodeAt(at);
    const parent: number | null = open.at(-1) ?? null;
    let entered = false;
    if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      open.push(nodes.open(unit === OPEN_BRACE ? "object" : "array", at, key, parent));
      at += 1;
      entered = true;
    } else {
      const { kind, end } = scalarAt(text, at);
      if (typeof end !== "number") {
        // The beginning of a text or number that was cut is worth seeing; a stray character is no node.
        if (end.at > at) nodes.close(nodes.open(kind, at, key, parent), end.at);
        return stopped(end);
      }
      nodes.close(nodes.open(kind, at, key, parent), end);
      at = end;
    }
    key = null;

    // Then come closing brackets, as many as there are, until another value is due.
    let due = false;
    while (!due) {
      const container = open.at(-1);
      at = afterSpace(text, at);
      if (container === undefined) {
        return at < text.length ? stopped({ at, reason: "trailing" }) : nodes;
      }
      if (at >= text.length) return stopped({ at, reason: "end" });
      const isObject = nodes.kind(container) === "object";
      const next = text.charCodeAt(at);
      if (next === (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) {
        at += 1;
        open.pop();
        nodes.close(container, at);
        entered = false;
        continue;
      }
      if (!entered) {
        if (next !== COMMA) return stopped({ at, reason: "separator" });
        at = afterSpace(text, at + 1);
      }
      entered = false;
      due = true;
      if (!isObject) continue;
      if (at >= text.length) return stopped({ at, reason: "end" });
      if (text.charCodeAt(at) !== QUOTE) return stopped({ at, reason: "key" });
      const keyEnd = stringEnd(text, at);
      if (typeof keyEnd !== "number") return stopped(keyEnd);
      key = [at, keyEnd];
      at = afterSpace(text, keyEnd);
      if (at >= text.length) return stopped({ at, reason: "end" });
      if (text.charCodeAt(at) !== COLON) return stopped({ at, reason: "colon" });
      at += 1;
    }
  }
}
