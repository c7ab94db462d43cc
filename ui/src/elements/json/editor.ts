/**
 * The read-only CodeMirror editor. It comes in a file of its own so that the window's first paint does not wait for
 * it, and it lives in a shadow root: there CodeMirror puts its rules into a constructed style sheet, whereas in the
 * document it would add a `<style>` element, which the content security policy forbids.
 */
import { defaultKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  HighlightStyle,
  codeFolding,
  foldGutter,
  foldKeymap,
  syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, drawSelection, highlightSpecialChars, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

import type { Held } from "../../text/json-held";
import type { Span } from "../../text/json-new";
import { byteMarks, freshMarks, heldBack } from "./editor-marks";
import { hangingIndent } from "./hanging-indent";

/** A byte that is no text. */
export interface ByteMark {
  readonly at: number;
  readonly byte: number;
}

export interface EditorOptions {
  text: string;
  /** JSON is coloured and folds; plain text is only shown. */
  json: boolean;
  /** Long lines are wrapped; a hex dump is not, since its columns say something. */
  wrap: boolean;
  label: string;
  /** Parts that are shown when somebody asks for them. */
  held: readonly Held[];
  /** What asks for so many bytes. */
  showHeld: (bytes: number) => string;
  /** Takes a part that is too long to be laid out here. */
  onlong: (part: Held) => void;
  /** Bytes that are no text, by the place of what stands for them. */
  bytes: readonly ByteMark[];
  /** Keys of fields that are new, and what is said of them. */
  fresh: readonly Span[];
  freshTitle: string;
  /** CodeMirror's own English phrases and what stands for them. */
  phrases: Record<string, string>;
}

export interface Editor {
  update(options: EditorOptions): void;
  destroy(): void;
}

// Colours are the custom properties of the tokens: they inherit into the shadow root, so a change of theme needs
// no new editor.
export const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--json-key)" },
  { tag: tags.string, color: "var(--json-string)" },
  { tag: tags.number, color: "var(--json-number)" },
  { tag: [tags.bool, tags.null], color: "var(--json-literal)" },
  {
    tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket],
    color: "var(--json-punctuation)",
  },
  { tag: tags.invalid, color: "var(--bad)" },
]);

export const focusRing = { outline: "2px solid var(--accent)", outlineOffset: "-2px" };

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "transparent", fontSize: "var(--text-xs)" },
  "&.cm-focused": { outline: "none" },
  "&.cm-focused .cm-scroller": focusRing,
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    fontVariantLigatures: "none",
    lineHeight: "var(--line-text)",
    overflow: "auto",
  },
  ".cm-content": { padding: "var(--space-2) 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 var(--space-3) 0 var(--space-2)" },
  "&.cm-plain .cm-line": { padding: "0 var(--space-3)" },
  "&.cm-focused .cm-cursor": { borderLeftColor: "var(--accent)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selected)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-soft)" },
  ".cm-searchMatch": { backgroundColor: "var(--warn-soft)", boxShadow: "inset 0 -1px 0 var(--warn)" },
  ".cm-searchMatch-selected": {
    backgroundColor: "var(--selected)",
    boxShadow: "inset 0 -2px 0 var(--accent)",
  },
  ".cm-specialChar": { color: "var(--bad)" },
  ".cm-byte": {
    margin: "0 1px",
    padding: "0 2px",
    borderRadius: "3px",
    backgroundColor: "var(--bad-soft)",
    color: "var(--bad)",
  },
  ".cm-fresh": {
    borderRadius: "3px",
    backgroundColor: "var(--info-soft)",
    boxShadow: "0 0 0 1px var(--info)",
  },
  ".cm-held": {
    margin: "0 4px",
    padding: "0 6px",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-s)",
    backgroundColor: "var(--surface)",
    color: "var(--accent)",
    fontFamily: "var(--font-sans)",
    fontSize: "var(--text-xs)",
    cursor: "pointer",
  },
  ".cm-held:hover": { backgroundColor: "var(--hover)" },
  ".cm-held:focus-visible": focusRing,
  ".cm-gutters": { backgroundColor: "transparent", border: "none", color: "var(--ink-3)" },
  ".cm-foldGutter .cm-gutterElement": {
    width: "18px",
    padding: "0",
    textAlign: "center",
    cursor: "pointer",
    fontFamily: "var(--font-sans)",
  },
  ".cm-foldGutter .cm-gutterElement:hover": { color: "var(--ink)" },
  ".cm-foldPlaceholder": {
    border: "none",
    borderRadius: "var(--radius-s)",
    backgroundColor: "var(--sunken)",
    color: "var(--ink-2)",
    padding: "0 var(--space-1)",
    margin: "0 2px",
  },
  ".cm-panels": { backgroundColor: "var(--ground)", color: "var(--ink)", zIndex: "2" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: "var(--space-1) var(--space-2)",
    padding: "6px 28px 6px var(--space-2)",
    fontFamily: "var(--font-sans)",
    fontSize: "var(--text-xs)",
  },
  ".cm-panel.cm-search br": { display: "none" },
  ".cm-panel.cm-search label": {
    display: "inline-flex",
    alignItems: "center",
    gap: "var(--space-1)",
    margin: "0",
    fontSize: "var(--text-xs)",
    color: "var(--ink-2)",
  },
  ".cm-panel.cm-search label input": { margin: "0", accentColor: "var(--accent)" },
  ".cm-panel.cm-search .cm-textfield": {
    flex: "1 1 120px",
    minWidth: "0",
    height: "24px",
    boxSizing: "border-box",
    margin: "0",
    padding: "0 6px",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-s)",
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    fontFamily: "var(--font-sans)",
    fontSize: "var(--text-xs)",
  },
  ".cm-panel.cm-search .cm-textfield:focus-visible": focusRing,
  ".cm-panel.cm-search .cm-button": {
    height: "24px",
    margin: "0",
    padding: "0 var(--space-2)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-s)",
    backgroundImage: "none",
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    fontFamily: "var(--font-sans)",
    fontSize: "var(--text-xs)",
  },
  ".cm-panel.cm-search .cm-button:hover": { backgroundColor: "var(--hover)" },
  ".cm-panel.cm-search .cm-button:focus-visible": focusRing,
  ".cm-panel.cm-search button[name=close]": {
    top: "6px",
    right: "6px",
    width: "24px",
    height: "24px",
    margin: "0",
    color: "var(--ink-2)",
    fontSize: "var(--text-md)",
  },
});

function language(isJson: boolean): Extension {
  if (!isJson) return EditorView.editorAttributes.of({ class: "cm-plain" });
  return [
    json(),
    hangingIndent,
    syntaxHighlighting(colours),
    codeFolding({ placeholderText: "…" }),
    foldGutter({ openText: "⌄", closedText: "›" }),
  ];
}

function about(options: EditorOptions): Extension {
  return [
    EditorState.phrases.of(options.phrases),
    EditorView.contentAttributes.of({ "aria-label": options.label, "aria-readonly": "true" }),
  ];
}

export function openEditor(root: ShadowRoot, first: EditorOptions): Editor {
  let shown = first;
  const words = new Compartment();
  const lang = new Compartment();

  const state = (options: EditorOptions): EditorState =>
    EditorState.create({
      doc: options.text,
      extensions: [
        // Only a line feed ends a line here: a carriage return is part of what was received and is shown as such.
        EditorState.lineSeparator.of("\n"),
        EditorState.readOnly.of(true),
        options.wrap ? EditorView.lineWrapping : [],
        highlightSpecialChars(),
        drawSelection(),
        highlightSelectionMatches(),
        search({ top: true }),
        keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
        theme,
        heldBack(options.held, options.showHeld, options.onlong),
        byteMarks(options.bytes),
        freshMarks(options.fresh, options.freshTitle),
        lang.of(language(options.json)),
        words.of(about(options)),
      ],
    });

  const view = new EditorView({ state: state(first), parent: root, root });

  // What the editor has dealt with is not the window's any more: Escape closes the search, not the stream.
  const keep = (event: Event): void => {
    if (event.defaultPrevented) event.stopPropagation();
  };
  root.addEventListener("keydown", keep);

  return {
    update(options) {
      // The buttons of what is held back are made with the text, and so is their language.
      const isOtherLanguage = options.held.length > 0 && options.phrases["close"] !== shown.phrases["close"];
      if (
        options.text !== shown.text ||
        options.json !== shown.json ||
        options.wrap !== shown.wrap ||
        options.bytes !== shown.bytes ||
        options.fresh !== shown.fresh ||
        isOtherLanguage
      ) {
        view.setState(state(options));
        view.scrollDOM.scrollTop = 0;
      } else {
        view.dispatch({ effects: words.reconfigure(about(options)) });
      }
      shown = options;
    },
    destroy: () => {
      root.removeEventListener("keydown", keep);
      view.destroy();
    },
  };
}
