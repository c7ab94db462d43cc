/** The marks, code and links within one line. */
import { linkAt } from "./links";
import type { Fence } from "./whatsapp-code";
import type { Inline } from "./whatsapp-nodes";
import { boundaryAfter, boundaryBefore, spaceAt, wordAt } from "./word-boundaries";

const styles = { "*": "bold", _: "italic", "~": "strike" } as const;
type Mark = keyof typeof styles;

function isMark(character: string): character is Mark {
  return Object.hasOwn(styles, character);
}

/** A line is a row of pieces until it is known which marks have a partner. */
type Piece =
  | { type: "node"; node: Inline }
  | { type: "mark"; mark: Mark; /** The index of the piece that closes it. */ closedBy: number | null };

export function appendText(nodes: Inline[], text: string): void {
  if (text === "") return;
  const last = nodes.at(-1);
  if (last?.type === "text") last.text += text;
  else nodes.push({ type: "text", text });
}

/** Appends what stands between `from` and `to`, a whole line or the rest of one, to `nodes`. */
export function parseLine(
  source: string,
  from: number,
  to: number,
  codes: readonly Fence[],
  nodes: Inline[],
): void {
  const line = new LineReader(source, from, to);
  line.read(codes);
  build(line.pieces, 0, line.pieces.length, nodes);
}

class LineReader {
  readonly pieces: Piece[] = [];
  /** Open marks by the index of their piece, outermost first. Of each kind at most one is open. */
  #open: number[] = [];
  /** Where the text begins that has not become a piece yet. */
  #text: number;
  /** The next backtick that can close code. It never goes back, since that does not depend on what opened. */
  #tick = -1;

  constructor(
    private readonly source: string,
    private readonly from: number,
    private readonly to: number,
  ) {
    this.#text = from;
  }

  read(codes: readonly Fence[]): void {
    let code = 0;
    for (let at = this.from; at < this.to;) {
      const fence = codes[code];
      const character = this.source.charAt(at);
      if (fence !== undefined && fence.start === at) {
        this.#node({ type: "code", mark: fence.open, text: fence.text }, at, fence.end);
        code += 1;
        at = fence.end;
      } else if (character === "`") at = this.#code(at);
      else if (isMark(character)) at = this.#mark(at, character);
      else at = this.#word(at);
    }
    this.#flush(this.to);
  }

  #flush(to: number): void {
    if (to > this.#text)
      this.pieces.push({ type: "node", node: { type: "text", text: this.source.slice(this.#text, to) } });
    this.#text = to;
  }

  #node(node: Inline, from: number, to: number): void {
    this.#flush(from);
    this.pieces.push({ type: "node", node });
    this.#text = to;
  }

  /** The end of a row of the same character. */
  #rowEnd(at: number, character: string): number {
    let end = at + 1;
    while (end < this.to && this.source.charAt(end) === character) end += 1;
    return end;
  }

  #code(at: number): number {
    const end = this.#rowEnd(at, "`");
    if (end !== at + 1 || !this.#opens(at, end)) return end;
    if (this.#tick !== Infinity && this.#tick < end) this.#tick = this.#closingTick(end);
    if (this.#tick === Infinity) return end;
    const closing = this.#tick;
    this.#node({ type: "code", mark: "`", text: this.source.slice(end, closing) }, at, closing + 1);
    return closing + 1;
  }

  #closingTick(from: number): number {
    for (let at = this.source.indexOf("`", from); at !== -1 && at < this.to;) {
      const end = this.#rowEnd(at, "`");
      if (end === at + 1 && this.#closes(at, end)) return at;
      at = this.source.indexOf("`", end);
    }
    return Infinity;
  }

  /** A row of one mark counts as one, so that `____` and `snake__case` stay what they are. */
  #opens(from: number, to: number): boolean {
    return (
      (from === this.from || boundaryBefore(this.source, from)) && to < this.to && !spaceAt(this.source, to)
    );
  }

  #closes(from: number, to: number): boolean {
    return (
      from > this.from && !spaceAt(this.source, from - 1) && (to >= this.to || boundaryAfter(this.source, to))
    );
  }

  #mark(at: number, mark: Mark): number {
    const end = this.#rowEnd(at, mark);
    const place = this.#open.findIndex((index) => {
      const piece = this.pieces[index];
      return piece?.type === "mark" && piece.mark === mark;
    });
    if (place !== -1) {
      if (this.#closes(at, end)) {
        const opened = this.pieces[this.#open[place] ?? -1];
        this.#push(at, mark);
        if (opened?.type === "mark") opened.closedBy = this.pieces.length - 1;
        // What was opened inside and is not closed yet never will be: marks nest, they do not cross.
        this.#open.length = place;
      }
    } else if (this.#opens(at, end)) {
      this.#push(at, mark);
      this.#open.push(this.pieces.length - 1);
    }
    return end;
  }

  #push(at: number, mark: Mark): void {
    this.#flush(at);
    this.pieces.push({ type: "mark", mark, closedBy: null });
    this.#text = at + 1;
  }

  /** A link, or the rest of what can be none. */
  #word(at: number): number {
    if (!wordAt(this.source, at)) return at + 1;
    const { end, link } = linkAt(this.source, at, this.from, this.to);
    if (link !== null) this.#node({ type: "link", ...link }, at, end);
    return end;
  }
}

/** The pieces from `from` up to `to` as nodes. It calls itself for marks in marks, three deep at most. */
function build(pieces: readonly Piece[], from: number, to: number, nodes: Inline[]): void {
  for (let index = from; index < to; index += 1) {
    const piece = pieces[index];
    if (piece === undefined) return;
    if (piece.type === "mark" && piece.closedBy !== null) {
      const children: Inline[] = [];
      build(pieces, index + 1, piece.closedBy, children);
      nodes.push({ type: styles[piece.mark], mark: piece.mark, children });
      index = piece.closedBy;
    } else if (piece.type === "mark") appendText(nodes, piece.mark);
    else if (piece.node.type === "text") appendText(nodes, piece.node.text);
    else nodes.push(piece.node);
  }
}
