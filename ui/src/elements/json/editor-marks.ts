/** What stands in the editor in place of text: a button for a part that is held back, and a chip for a byte. */
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

import { type Held, utf8Bytes } from "../../text/json-held";
import { ONE_PIECE } from "../../text/json-part";
import type { Span } from "../../text/json-new";
import type { ByteMark } from "./editor";

const release = StateEffect.define<number>();

class HeldWidget extends WidgetType {
  constructor(
    readonly part: Held,
    readonly label: string,
    readonly onlong: (part: Held) => void,
  ) {
    super();
  }

  override eq(other: HeldWidget): boolean {
    return other.part.from === this.part.from && other.label === this.label;
  }

  override toDOM(view: EditorView): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cm-held";
    button.textContent = this.label;
    button.addEventListener("click", () => {
      if (isLong(this.part.from, this.part.to)) this.onlong(this.part);
      else view.dispatch({ effects: release.of(this.part.from) });
    });
    return button;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** Laid out in one line it would hold up the window for minutes. */
const isLong = (from: number, to: number): boolean => to - from > ONE_PIECE;

/** Hides parts of the text until they are asked for. The text itself is all there: what is copied is whole. */
export function heldBack(
  held: readonly Held[],
  label: (bytes: number) => string,
  onlong: (part: Held) => void,
): Extension {
  if (held.length === 0) return [];
  const field = StateField.define<DecorationSet>({
    create: (state) => {
      const text = state.doc.toString();
      return Decoration.set(
        held.map((part) => {
          const { from, to } = part;
          const widget = new HeldWidget(part, label(utf8Bytes(text, from, to)), onlong);
          return Decoration.replace({ widget }).range(from, to);
        }),
      );
    },
    update: (hidden, transaction) => {
      const asked = transaction.effects.filter((effect) => effect.is(release)).map((effect) => effect.value);
      // What a search has found comes into view.
      const head = transaction.selection?.main.from;
      if (asked.length === 0 && head === undefined) return hidden;
      const isFound = (from: number, to: number): boolean => head !== undefined && head > from && head < to;
      return hidden.update({
        filter: (from, to) => isLong(from, to) || (!asked.includes(from) && !isFound(from, to)),
      });
    },
    provide: (from) => [
      EditorView.decorations.from(from),
      EditorView.atomicRanges.of((view) => view.state.field(from)),
    ],
  });
  return field;
}

class ByteWidget extends WidgetType {
  constructor(readonly byte: number) {
    super();
  }

  override eq(other: ByteWidget): boolean {
    return other.byte === this.byte;
  }

  override toDOM(): HTMLElement {
    const chip = document.createElement("span");
    chip.className = "cm-byte";
    chip.textContent = this.byte.toString(16).padStart(2, "0");
    return chip;
  }
}

/** Shows bytes that are no text as what they are. */
export function byteMarks(bytes: readonly ByteMark[]): Extension {
  if (bytes.length === 0) return [];
  const chips = new Map<number, Decoration>();
  const chip = (byte: number): Decoration => {
    let known = chips.get(byte);
    if (known === undefined) {
      known = Decoration.replace({ widget: new ByteWidget(byte) });
      chips.set(byte, known);
    }
    return known;
  };
  return EditorView.decorations.of(Decoration.set(bytes.map(({ at, byte }) => chip(byte).range(at, at + 1))));
}

/** Marks the keys of fields that nobody has told us of. */
export function freshMarks(keys: readonly Span[], title: string): Extension {
  if (keys.length === 0) return [];
  const mark = Decoration.mark({ class: "cm-fresh", attributes: { title } });
  return EditorView.decorations.of(Decoration.set(keys.map(({ from, to }) => mark.range(from, to))));
}
