/** Lines that wrap go on under their own beginning rather than at the margin, so that nesting stays readable. */
import { RangeSetBuilder } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

/** Deeper lines hang no further, or a narrow pane would be all indent. */
const deepest = 24;

const decorations = new Map<number, Decoration>();

function hanging(width: number): Decoration {
  let decoration = decorations.get(width);
  if (decoration === undefined) {
    const indent = String(width);
    // CodeMirror sets `style` through the object model, which the content security policy allows.
    const style = `text-indent: -${indent}ch; padding-left: calc(${indent}ch + var(--space-2))`;
    decoration = Decoration.line({ attributes: { style } });
    decorations.set(width, decoration);
  }
  return decoration;
}

function indents(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let last = -1;
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at);
      const spaces = /^ */.exec(line.text.slice(0, deepest))?.[0].length ?? 0;
      // A line in two visible ranges is decorated once; its wrapped part stands two further in than its key.
      if (line.from > last) builder.add(line.from, line.from, hanging(Math.min(deepest, spaces + 2)));
      last = line.from;
      at = line.to + 1;
    }
  }
  return builder.finish();
}

export const hangingIndent = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = indents(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = indents(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
