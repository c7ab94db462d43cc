/** What stands in the editor in place of text: a button for a part that is held back, and a chip for a byte. */
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

import { type Held, utf8Bytes } from "../../text/json-held";
import type { ByteMark } from "./editor";

const release = StateEffect.define<number>();

class HeldWidget extends WidgetType {
  constructor(
    readonly from: number,
    readonly label: string,
  ) {
    super();
  }

  override eq(other: HeldWidget): boolean {
    return other.from === this.from && other.label === this.label;
  }

  override toDOM(view: EditorView): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cm-held";
    button.textContent = this.label;
    button.addEventListener("click", () => view.dispatch({ effects: release.of(this.from) }));
    return button;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** Hides parts of the text until they are asked for. The text itself is all there: what is copied is whole. */
export function heldBack(held: readonly Held[], label: (bytes: number) => string): Extension {
  if (held.length === 0) return [];
  const field = StateField.define<DecorationSet>({
    create: (state) => {
      const text = state.doc.toString();
      return Decoration.set(
        held.map(({ from, to }) =>
          Decoration.replace({ widget: new HeldWidget(from, label(utf8Bytes(text, from, to))) }).range(
            from,
            to,
          ),
        ),
      );
    },
    update: (hidden, transaction) => {
      const asked = transaction.effects.filter((effect) => effect.is(release)).map((effect) => effect.value);
      // What a search has found comes into view.
      const head = transaction.selection?.main.from;
      if (asked.length === 0 && head === undefined) return hidden;
      return hidden.update({
        filter: (from, to) => !asked.includes(from) && (head === undefined || head <= from || head >= to),
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
