/**
 * The editor in which input events are written as JSON: colours, suggestions, and what is wrong where it stands. As
 * the read-only editor, it comes in a file of its own and lives in a shadow root.
 */
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView, drawSelection, highlightSpecialChars, keymap, tooltips } from "@codemirror/view";

import { colours, focusRing, theme } from "./editor";
import { type CompletionWords, eventCompletions } from "./event-completion";

export interface EventEditorOptions {
  label: string;
  /** The id of what describes it. Ids do not reach into a shadow root, so the text itself stands here. */
  description: string;
  phrases: Record<string, string>;
  words: CompletionWords;
  changed: (text: string) => void;
  send: () => void;
}

export interface EventEditor {
  readonly text: string;
  /** Puts another text in; *undo* brings back the one before. */
  replace(text: string): void;
  mark(diagnostics: readonly Diagnostic[]): void;
  select(from: number, to: number): void;
  update(options: EventEditorOptions): void;
  focus(): void;
  destroy(): void;
}

// The usual underlines are pictures in `data:` addresses, which the content security policy refuses.
function underlined(colour: string): Record<string, string> {
  return {
    backgroundImage: "none",
    textDecoration: `underline wavy ${colour}`,
    textDecorationSkipInk: "none",
    textUnderlineOffset: "3px",
  };
}

const floating = {
  border: "1px solid var(--line)",
  borderRadius: "var(--radius-m)",
  backgroundColor: "var(--raised)",
  color: "var(--ink)",
  boxShadow: "var(--shadow-float)",
  overflow: "hidden",
};

const eventTheme = EditorView.theme({
  ".cm-content": { padding: "var(--space-2) 0", minHeight: "100%" },
  ".cm-line": { padding: "0 var(--space-3)" },
  "&.cm-focused .cm-scroller": { ...focusRing, outlineOffset: "-2px", borderRadius: "var(--radius-m)" },
  ".cm-lintRange-error": underlined("var(--bad)"),
  ".cm-lintRange-warning": underlined("var(--warn)"),
  ".cm-lintRange-active": { backgroundColor: "var(--warn-soft)" },
  ".cm-tooltip": floating,
  ".cm-tooltip.cm-tooltip-lint": { maxWidth: "360px" },
  ".cm-diagnostic": {
    padding: "6px 10px",
    borderLeft: "none",
    fontFamily: "var(--font-sans)",
    fontSize: "var(--text-xs)",
    whiteSpace: "pre-wrap",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    maxHeight: "180px",
    fontFamily: "var(--font-mono)",
    fontSize: "var(--text-xs)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 10px", color: "var(--ink)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--selected)",
    color: "var(--ink)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-completionDetail": {
    color: "var(--ink-3)",
    fontFamily: "var(--font-sans)",
    fontStyle: "normal",
  },
  ".cm-snippetField": { backgroundColor: "var(--accent-soft)" },
  ".cm-snippetFieldPosition": { borderLeft: "1px solid var(--accent)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selected)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--bad-soft)" },
});

function about({ label, description, phrases }: EventEditorOptions): Extension {
  return [
    EditorState.phrases.of(phrases),
    EditorView.contentAttributes.of({ "aria-label": label, "aria-description": description }),
  ];
}

export function openEventEditor(root: ShadowRoot, text: string, first: EventEditorOptions): EventEditor {
  let options = first;
  const words = new Compartment();

  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        json(),
        indentUnit.of("  "),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({
          override: [eventCompletions(() => options.words)],
          icons: false,
        }),
        // A dialog hides what reaches over its edge unless it is placed by the window.
        tooltips({ position: "fixed" }),
        EditorView.lineWrapping,
        highlightSpecialChars(),
        drawSelection(),
        syntaxHighlighting(colours),
        Prec.highest(
          keymap.of([
            { key: "Mod-Enter", run: () => (options.send(), true) },
            { key: "Tab", run: acceptCompletion },
          ]),
        ),
        // Tab is left to the focus, so that the keyboard gets out of here.
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.changed(update.state.doc.toString());
          // A key begins with a quote, which is no reason for suggestions to the editor itself.
          const { head } = update.state.selection.main;
          const typed = update.transactions.some((each) => each.isUserEvent("input.type"));
          if (typed && update.state.sliceDoc(head - 1, head) === '"') startCompletion(update.view);
        }),
        theme,
        eventTheme,
        words.of(about(options)),
      ],
    }),
  });

  // What the editor has dealt with is not the window's any more: Escape closes the suggestions, not the dialog.
  const keep = (event: Event): void => {
    if (event.defaultPrevented) event.stopPropagation();
  };
  root.addEventListener("keydown", keep);

  return {
    get text() {
      return view.state.doc.toString();
    },
    replace(next) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    mark(diagnostics) {
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    select(from, to) {
      view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      view.focus();
    },
    update(next) {
      options = next;
      view.dispatch({ effects: words.reconfigure(about(next)) });
    },
    focus: () => view.focus(),
    destroy: () => {
      root.removeEventListener("keydown", keep);
      view.destroy();
    },
  };
}
