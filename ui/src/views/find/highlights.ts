/**
 * Marks what was found where it stands, with the CSS Custom Highlight API: the page keeps its nodes as they are. The
 * list draws only what is near the screen, and draws it anew at any time; the marks follow what is there.
 */
import type { FoundPlace } from "../../state/find.svelte";
import { fold, foldWithPlaces, spansOf } from "../../text/fold";

/** The names under which base.css paints. */
const found = "found";
const foundHere = "found-here";
/** Stands on the message of the current place, where the API is missing. */
const here = "data-found-here";

const blocks = "p, div, li, dt, dd, h1, h2, h3, h4, blockquote, pre, button, td, figcaption, article";

interface Piece {
  node: Text;
  start: number;
}

/** What is not in sight. WebKit paints a mark in what is folded away over other text of the page. */
const unseen = ".visually-hidden, [hidden], details:not([open]) > :not(summary)";

/** The text of a message as one string, and which node each part of it is from. */
function textOf(message: Element): { text: string; pieces: Piece[] } {
  const walker = document.createTreeWalker(message, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest(unseen) === null ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT,
  );
  const pieces: Piece[] = [];
  let text = "";
  let before: Element | null = null;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const block = node.parentElement?.closest(blocks) ?? null;
    // What stands in two boxes is no word.
    if (text !== "" && block !== before) text += "\n";
    before = block;
    pieces.push({ node: node as Text, start: text.length });
    text += (node as Text).data;
  }
  return { text, pieces };
}

function pointAt(pieces: Piece[], at: number, isEnd: boolean): { node: Text; offset: number } | null {
  const piece = pieces.findLast(({ start }) => (isEnd ? start < at : start <= at));
  return piece === undefined
    ? null
    : { node: piece.node, offset: Math.min(at - piece.start, piece.node.length) };
}

/** Where the words stand in a message that is drawn. */
export function rangesIn(message: Element, words: string): Range[] {
  const { text, pieces } = textOf(message);
  return spansOf(foldWithPlaces(text), fold(words)).flatMap(({ start, end }) => {
    const [from, to] = [pointAt(pieces, start, false), pointAt(pieces, end, true)];
    if (from === null || to === null) return [];
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    return [range];
  });
}

/** The message that a place is in, if it is drawn. */
export function messageOf(list: Element, place: FoundPlace): HTMLElement | null {
  const turn = list.querySelector(`[data-turn-id="${place.turnId}"]`);
  if (turn === null) return null;
  if (place.lineId === null) {
    const said = turn.querySelectorAll<HTMLElement>("[data-testid='message']:not([data-line-id])");
    return said[place.sentIndex ?? 0] ?? null;
  }
  const selector = `[data-line-id="${place.lineId}"][data-event-index="${place.eventIndex ?? 0}"]`;
  return turn.querySelector<HTMLElement>(selector);
}

/** The range of a place; null where it is not drawn, or where the words are not in sight (a folded description). */
function rangeOf(list: Element, place: FoundPlace, words: string): Range | null {
  const message = messageOf(list, place);
  if (message === null) return null;
  const ranges = rangesIn(message, words);
  return ranges[Math.min(place.nth, ranges.length - 1)] ?? null;
}

function supported(): boolean {
  return typeof CSS !== "undefined" && "highlights" in CSS && typeof Highlight === "function";
}

export function clearMarks(): void {
  if (supported()) {
    for (const name of [found, foundHere]) {
      // WebKit goes on painting the ranges of a highlight that is taken away with them in it.
      CSS.highlights.get(name)?.clear();
      CSS.highlights.delete(name);
    }
  }
  for (const marked of document.querySelectorAll(`[${here}]`)) marked.removeAttribute(here);
}

/** Marks every place that is drawn, and the current one more. */
export function mark(list: Element, words: string, current: FoundPlace | null): void {
  clearMarks();
  const message = current === null ? null : messageOf(list, current);
  if (!supported()) {
    message?.setAttribute(here, "");
    return;
  }
  const messages = list.querySelectorAll("[data-testid='message']");
  const ranges = [...messages].flatMap((each) => rangesIn(each, words));
  CSS.highlights.set(found, new Highlight(...ranges));
  const range = current === null ? null : rangeOf(list, current, words);
  if (range !== null) {
    const highlight = new Highlight(range);
    highlight.priority = 1;
    CSS.highlights.set(foundHere, highlight);
  } else {
    // What was found is folded away in there; the message as a whole is shown to have it.
    message?.setAttribute(here, "");
  }
}

/** So near to an edge counts as out of sight. */
const edgePx = 24;

/** How far a list has to scroll for a place to be seen; 0 where it is in sight. */
export function outOfSight(list: Element, place: FoundPlace, words: string): number {
  const box = (rangeOf(list, place, words) ?? messageOf(list, place))?.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (box === undefined || (box.top >= frame.top + edgePx && box.bottom <= frame.bottom - edgePx)) return 0;
  return box.top - frame.top - (frame.height - box.height) / 2;
}

/** Cards stand in a row that scrolls by itself: brings a place in them to where it is seen, if it is not. */
export function scrollRow(list: Element, place: FoundPlace, words: string): void {
  const range = rangeOf(list, place, words);
  const frame = list.getBoundingClientRect();
  const box = range?.getBoundingClientRect();
  if (box !== undefined && (box.left < frame.left || box.right > frame.right))
    range?.startContainer.parentElement?.scrollIntoView({ block: "nearest", inline: "center" });
}
