/** How well a text fits what somebody typed to find it: all words of it, in any order, whole, begun or abbreviated. */
import { type Folded, type Span, fold, foldWithPlaces } from "./fold";

export interface Fit {
  /** Higher is better. */
  score: number;
  /** What of the text fitted, to be shown; ordered and apart. */
  spans: Span[];
}

const wholeWord = 100;
const wordStart = 80;
const inside = 50;
const abbreviation = 20;
/** A fit further back is worth a little less. */
const perCharacter = 0.1;

function isWord(character: string | undefined): boolean {
  return /[\p{L}\p{N}]/u.test(character ?? "");
}

/** A word may begin here. */
function isBoundary(text: string, at: number): boolean {
  return at === 0 || !isWord(text[at - 1]);
}

interface Found {
  score: number;
  places: { from: number; to: number }[];
}

/** The term as a run of characters, best where a word begins. */
function asRun(text: string, term: string): Found | null {
  let first = -1;
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    if (first === -1) first = at;
    if (!isBoundary(text, at)) continue;
    const to = at + term.length;
    const whole = to === text.length || !isWord(text[to]);
    return { score: (whole ? wholeWord : wordStart) - at * perCharacter, places: [{ from: at, to }] };
  }
  return first === -1
    ? null
    : { score: inside - first * perCharacter, places: [{ from: first, to: first + term.length }] };
}

/** The term as an abbreviation: its letters in order, the first where a word begins (`nvc` for `New conversation`). */
function asAbbreviation(text: string, term: string): Found | null {
  for (let start = 0; start < text.length; start += 1) {
    if (text[start] !== term[0] || !isBoundary(text, start)) continue;
    const places = [{ from: start, to: start + 1 }];
    let at = start + 1;
    let gaps = 0;
    for (const letter of term.slice(1)) {
      const next = text.indexOf(letter, at);
      if (next === -1) break;
      gaps += isBoundary(text, next) ? 0 : next - at;
      places.push({ from: next, to: next + 1 });
      at = next + 1;
    }
    // Letters that lie far apart in the middle of words are chance.
    if (places.length === term.length && gaps <= term.length * 2)
      return { score: abbreviation - gaps - start * perCharacter, places };
  }
  return null;
}

function original(folded: Folded, places: Found["places"]): Span[] {
  const spans = places
    .map(({ from, to }) => ({ start: folded.at[from] ?? 0, end: folded.at[to] ?? 0 }))
    .sort((a, b) => a.start - b.start);
  const apart: Span[] = [];
  for (const span of spans) {
    const last = apart.at(-1);
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else apart.push({ ...span });
  }
  return apart;
}

/** Null where the text does not fit. Nothing typed fits everything alike. */
export function fit(typed: string, text: string): Fit | null {
  const terms = fold(typed).split(/\s+/).filter(Boolean);
  if (terms.length === 0) return { score: 0, spans: [] };
  const folded = foldWithPlaces(text);
  let score = 0;
  const places: Found["places"] = [];
  for (const term of terms) {
    const found = asRun(folded.text, term) ?? asAbbreviation(folded.text, term);
    if (found === null) return null;
    score += found.score;
    places.push(...found.places);
  }
  return { score: score / terms.length, spans: original(folded, places) };
}
