/**
 * A message as WhatsApp shows it, as a small tree of nodes. There is no specification; the rules are as observed:
 *
 * - `*bold*`, `_italic_`, `~strike~` and `` `code` `` stay on one line, and a code block between three backticks may
 *   span several;
 * - a mark opens only at the start or after a space or punctuation, with a non-space behind it, and closes only with a
 *   non-space before it and a space, punctuation or the end behind it; one without its partner is text;
 * - marks nest, and nothing is read inside code or a link;
 * - `> `, `* `, `- ` and `1. ` at the start of a line make a quote, a bullet and a numbered item.
 *
 * Nothing is lost: `sourceOf` gives the message back as it came. The work grows with the length alone.
 */
import { type Fence, fencesIn } from "./whatsapp-code";
import { appendText, parseLine } from "./whatsapp-inline";
import type { Block, Inline, Line } from "./whatsapp-nodes";

export type { Block, Inline, Line } from "./whatsapp-nodes";
export { shownText, sourceOf } from "./whatsapp-nodes";

type Listed = "quote" | "bullets" | "numbers";

const starts: readonly [Listed, RegExp][] = [
  ["quote", /> /y],
  ["bullets", /[*-] /y],
  ["numbers", /\d{1,3}\. /y],
];

export function parseWhatsApp(source: string): Block[] {
  const reader = new Reader(source);
  let at = 0;
  const fences = fencesIn(source);
  let inside: Fence[] = [];
  for (const fence of fences) {
    if (!fence.block) {
      inside.push(fence);
      continue;
    }
    reader.lines(at, fence.start, inside);
    reader.blocks.push({ type: "code", open: fence.open, text: fence.text, close: fence.close });
    at = fence.end;
    inside = [];
  }
  reader.lines(at, source.length, inside);
  return reader.blocks;
}

class Reader {
  readonly blocks: Block[] = [];
  /** An empty line ends a paragraph, because the direction of what follows is its own. */
  #ended = false;

  constructor(private readonly source: string) {}

  /** Takes the lines of a part of the source. `codes` are the code spans within its lines, in order. */
  lines(from: number, to: number, codes: readonly Fence[]): void {
    this.#ended = true;
    let at = from;
    let code = 0;
    while (at < to) {
      const feed = this.source.indexOf("\n", at);
      const end = feed === -1 || feed >= to ? to : feed;
      const own: Fence[] = [];
      for (let next = codes[code]; next !== undefined && next.start < end; next = codes[++code])
        own.push(next);
      this.#line(at, end, own);
      if (end === to) return;
      this.#append("\n");
      at = end + 1;
    }
  }

  #line(from: number, to: number, codes: readonly Fence[]): void {
    if (this.#blank(from, to)) {
      // It would lengthen the bar at the side of a quote, and ends it.
      if (this.blocks.at(-1)?.type === "quote") this.blocks.push({ type: "paragraph", children: [] });
      this.#append(this.source.slice(from, to));
      this.#ended = true;
      return;
    }
    const found = this.#start(from, to);
    if (found === null) {
      parseLine(this.source, from, to, codes, this.#paragraph());
    } else {
      const line: Line = { mark: found.mark, children: [] };
      parseLine(this.source, from + found.mark.length, to, codes, line.children);
      this.#listed(found.type).push(line);
    }
    this.#ended = false;
  }

  #blank(from: number, to: number): boolean {
    return this.source.slice(from, to).trim() === "";
  }

  #start(from: number, to: number): { type: Listed; mark: string } | null {
    if (from > 0 && this.source[from - 1] !== "\n") return null;
    for (const [type, pattern] of starts) {
      pattern.lastIndex = from;
      const mark = pattern.exec(this.source)?.[0];
      if (mark !== undefined && !this.#blank(from + mark.length, to)) return { type, mark };
    }
    return null;
  }

  #paragraph(): Inline[] {
    const last = this.blocks.at(-1);
    if (last?.type === "paragraph" && !this.#ended) return last.children;
    const children: Inline[] = [];
    this.blocks.push({ type: "paragraph", children });
    return children;
  }

  #listed(type: Listed): Line[] {
    const last = this.blocks.at(-1);
    if (last?.type === type) return last.lines;
    const lines: Line[] = [];
    this.blocks.push({ type, lines });
    return lines;
  }

  /** Line ends and empty lines belong to whatever they stand behind. */
  #append(text: string): void {
    const last = this.blocks.at(-1);
    if (last === undefined || last.type === "code") appendText(this.#paragraph(), text);
    else if (last.type === "paragraph") appendText(last.children, text);
    else appendText(last.lines.at(-1)?.children ?? [], text);
  }
}
