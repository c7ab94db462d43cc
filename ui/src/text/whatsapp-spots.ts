/** Parts of a message that something is said of, in the tree of what WhatsApp shows of it. */
import { type Block, type Inline, parseWhatsApp } from "./whatsapp";

/** From one character of the source to before another. */
export interface Spot {
  start: number;
  end: number;
}

/** The message with its spots; where there are none, as it is. */
export function parseWithSpots(source: string, spots: readonly Spot[] | undefined): Block[] {
  const blocks = parseWhatsApp(source);
  return spots === undefined || spots.length === 0 ? blocks : new Marker(spots).blocks(blocks);
}

class Marker {
  /** Where in the source the reader is: every node keeps the marks that are not shown, so it is always known. */
  #at = 0;

  constructor(private readonly spots: readonly Spot[]) {}

  blocks(blocks: readonly Block[]): Block[] {
    return blocks.map((block): Block => {
      if (block.type === "paragraph") return { ...block, children: this.#inlines(block.children) };
      if (block.type === "code") {
        this.#at += block.open.length + block.text.length + block.close.length;
        return block;
      }
      const lines = block.lines.map((line) => {
        this.#at += line.mark.length;
        return { ...line, children: this.#inlines(line.children) };
      });
      return { ...block, lines };
    });
  }

  #inlines(nodes: readonly Inline[]): Inline[] {
    return nodes.flatMap((node): Inline[] => {
      const mark = "mark" in node ? node.mark.length : 0;
      this.#at += mark;
      const marked = this.#inline(node);
      this.#at += mark;
      return marked;
    });
  }

  #inline(node: Inline): Inline[] {
    if ("children" in node) return [{ ...node, children: this.#inlines(node.children) }];
    const from = this.#at;
    this.#at += node.text.length;
    if (node.type === "text") return this.#cut(node.text, from);
    // A link is pressed and code is read as a whole; only code can be marked as one.
    const spot = node.type === "code" ? this.#spotIn(from, this.#at) : -1;
    return spot === -1 ? [node] : [{ type: "spot", spot, children: [node] }];
  }

  #spotIn(from: number, to: number): number {
    return this.spots.findIndex(({ start, end }) => start < to && end > from);
  }

  #cut(text: string, from: number): Inline[] {
    const pieces: Inline[] = [];
    let at = from;
    const to = from + text.length;
    const piece = (end: number): Inline => ({ type: "text", text: text.slice(at - from, end - from) });
    while (at < to) {
      const rest = this.spots.map(({ start, end }, spot) => ({ start: Math.max(start, at), end, spot }));
      const next = rest
        .filter(({ start, end }) => start < to && end > start)
        .sort((a, b) => a.start - b.start)[0];
      if (next === undefined) break;
      if (next.start > at) pieces.push(piece(next.start));
      at = next.start;
      const end = Math.min(next.end, to);
      pieces.push({ type: "spot", spot: next.spot, children: [piece(end)] });
      at = end;
    }
    if (at < to) pieces.push(piece(to));
    return pieces;
  }
}
