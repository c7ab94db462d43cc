/**
 * Where in a JSON text somebody is writing, also while it is not JSON yet: inside which keys, and whether a key or a
 * value is due. It reads from the start to the place, and a little beyond for the keys that are there already.
 */

export interface Place {
  due: "key" | "value";
  /** The keys from the event inwards. For a value, its own key is the last one. */
  path: string[];
  /** The token that is being written goes from here to there, quotes included. */
  from: number;
  to: number;
  /** The keys that the object has already, the one that is being written left out. */
  taken: string[];
  /** A colon follows, so that only the key is to be replaced. */
  hasValue: boolean;
}

/** Longer texts are not written by hand. */
const longest = 200_000;

interface Frame {
  isObject: boolean;
  key: string | null;
  keys: string[];
  due: "key" | "colon" | "value" | "comma";
}

function stringEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== "\n") at += text[at] === "\\" ? 2 : 1;
  return text[at] === '"' ? at + 1 : Math.min(at, text.length);
}

function decoded(literal: string): string {
  try {
    return JSON.parse(literal.endsWith('"') && literal.length > 1 ? literal : `${literal}"`) as string;
  } catch {
    return literal.replaceAll('"', "");
  }
}

const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\w$-]/.test(character);

class Walk {
  readonly stack: Frame[] = [];

  constructor(private readonly text: string) {}

  get frame(): Frame | undefined {
    return this.stack.at(-1);
  }

  /** Takes one token at a place and gives where the next may be. */
  step(at: number): number {
    const { frame } = this;
    const character = this.text[at] ?? "";
    if (character === '"' || isWord(character)) {
      const end = this.tokenEnd(at);
      this.#took(frame, decoded(this.text.slice(at, end)), character === '"');
      return end;
    }
    if (character === "{" || character === "[") {
      if (frame !== undefined) frame.due = "comma";
      const isObject = character === "{";
      this.stack.push({ isObject, key: null, keys: [], due: isObject ? "key" : "value" });
    } else if (character === "}" || character === "]") {
      this.stack.pop();
    } else if (character === "," && frame !== undefined) {
      frame.due = frame.isObject ? "key" : "value";
    } else if (character === ":" && frame !== undefined) {
      frame.due = "value";
    }
    return at + 1;
  }

  tokenEnd(at: number): number {
    if (this.text[at] === '"') return stringEnd(this.text, at);
    let end = at;
    while (isWord(this.text[end])) end += 1;
    return end;
  }

  #took(frame: Frame | undefined, word: string, quoted: boolean): void {
    if (frame === undefined) return;
    if (frame.due === "key" && quoted) {
      frame.key = word;
      frame.keys.push(word);
      frame.due = "colon";
    } else if (frame.due === "value") {
      frame.due = "comma";
    }
  }
}

/** The keys that follow in the object that is open at a place. */
function keysBehind(text: string, from: number): string[] {
  const walk = new Walk(text);
  const outer: Frame = { isObject: true, key: null, keys: [], due: "key" };
  walk.stack.push(outer);
  let at = from;
  while (at < text.length && walk.stack[0] === outer) at = walk.step(at);
  return outer.keys;
}

/** Null where nothing can be suggested: between a key and its colon, behind a value, in an unreadable place. */
export function placeAt(text: string, position: number): Place | null {
  if (text.length > longest) return null;
  const walk = new Walk(text);
  let [at, from] = [0, position];
  while (at < position) {
    const isToken = text[at] === '"' || isWord(text[at]);
    // The token that touches the place is the one that is being written; a finished string is left alone.
    const end = isToken ? walk.tokenEnd(at) : at;
    const closed = text[at] === '"' && end - at > 1 && text[end - 1] === '"';
    if (isToken && (end > position || (end === position && !closed))) {
      from = at;
      break;
    }
    at = walk.step(at);
  }
  const { frame } = walk;
  if (frame === undefined) return null;
  const to = from === position ? position : Math.max(position, walk.tokenEnd(from));
  if (frame.due !== "key" && frame.due !== "value") return null;
  const path = walk.stack.filter(({ isObject }) => isObject).flatMap(({ key }) => key ?? []);
  const inArray = walk.stack
    .slice(walk.stack[0]?.isObject === false ? 1 : 0)
    .some(({ isObject }) => !isObject);
  // Inside an array of some field there are no shapes to suggest.
  if (inArray) return null;
  const hasValue = frame.due === "key" && /^\s*:/.test(text.slice(to, to + 100));
  const taken = frame.due === "key" && frame.isObject ? [...frame.keys, ...keysBehind(text, to)] : [];
  if (frame.due === "key" && frame.key !== null) path.pop();
  return { due: frame.due, path, from, to, taken, hasValue };
}
