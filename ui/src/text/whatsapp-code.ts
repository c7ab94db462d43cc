/** Code between three backticks, which may span lines and is found before anything else. */
import { boundaryAfter, boundaryBefore } from "./word-boundaries";

const fence = "```";

export interface Fence {
  /** Where it begins and ends in the source, marks included. */
  start: number;
  end: number;
  open: string;
  text: string;
  close: string;
  /** It has lines of its own; otherwise it stands within a line. */
  block: boolean;
}

/** All of them, in order. Unlike other marks these may have spaces and line breaks next to them, but not nothing else. */
export function fencesIn(source: string): Fence[] {
  const found: Fence[] = [];
  let closing = -1;
  for (let at = source.indexOf(fence); at !== -1;) {
    let next = at + fence.length;
    if (boundaryBefore(source, at)) {
      // Whether one closes does not depend on which one opened, so the search never goes back.
      if (closing < next) closing = closingFrom(source, next);
      if (closing === -1) break;
      const text = source.slice(next, closing);
      if (text.trim() !== "") {
        const read = fenceAt(source, at, text);
        found.push(read);
        next = read.end;
      }
    }
    at = source.indexOf(fence, next);
  }
  return found;
}

function closingFrom(source: string, from: number): number {
  let at = source.indexOf(fence, from);
  while (at !== -1 && !boundaryAfter(source, at + fence.length)) at = source.indexOf(fence, at + 1);
  return at;
}

function fenceAt(source: string, start: number, inner: string): Fence {
  const end = start + fence.length + inner.length + fence.length;
  const alone =
    isLineStart(source, start) && (end === source.length || /\r?\n/y.test(source.slice(end, end + 2)));
  if (!alone && !inner.includes("\n")) {
    return { start, end, open: fence, text: inner, close: fence, block: false };
  }
  const before = /^\r?\n/.exec(inner)?.[0] ?? "";
  const after = /\r?\n$/.exec(inner.slice(before.length))?.[0] ?? "";
  const feed = /^\r?\n/.exec(source.slice(end, end + 2))?.[0] ?? "";
  return {
    start,
    end: end + feed.length,
    open: fence + before,
    text: inner.slice(before.length, inner.length - after.length),
    close: after + fence + feed,
    block: true,
  };
}

function isLineStart(source: string, at: number): boolean {
  return at === 0 || source[at - 1] === "\n";
}
