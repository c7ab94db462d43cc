/** The nodes of a WhatsApp message. Each keeps the marks that are not shown, so that nothing of the source is lost. */

export type Inline =
  | { type: "text"; text: string }
  /** `mark` stands on both sides. */
  | { type: "bold" | "italic" | "strike"; mark: string; children: Inline[] }
  | { type: "code"; mark: string; text: string }
  | { type: "link"; text: string; url: string }
  /** Words that something is said of: which of the spots that were named. */
  | { type: "spot"; spot: number; children: Inline[] };

/** A line of a quote or a list, with what stood before it: `> `, `- `, `12. `. */
export interface Line {
  mark: string;
  children: Inline[];
}

export type Block =
  | { type: "paragraph"; children: Inline[] }
  /** Code with lines of its own. Line breaks next to the backticks belong to the marks. */
  | { type: "code"; open: string; text: string; close: string }
  | { type: "quote" | "bullets" | "numbers"; lines: Line[] };

function inlineText(nodes: readonly Inline[], marks: boolean): string {
  return nodes
    .map((node) => {
      const mark = marks && "mark" in node ? node.mark : "";
      return mark + ("children" in node ? inlineText(node.children, marks) : node.text) + mark;
    })
    .join("");
}

function textOf(blocks: readonly Block[], marks: boolean): string {
  return blocks
    .map((block) => {
      if (block.type === "paragraph") return inlineText(block.children, marks);
      if (block.type === "code") return marks ? block.open + block.text + block.close : block.text;
      return block.lines.map((line) => (marks ? line.mark : "") + inlineText(line.children, marks)).join("");
    })
    .join("");
}

/** The message as it came. */
export function sourceOf(blocks: readonly Block[]): string {
  return textOf(blocks, true);
}

/** What is left to read once the marks are gone. */
export function shownText(blocks: readonly Block[]): string {
  return textOf(blocks, false);
}
