/** Text as people compare it: `Açaí` is `acai`. */

export interface Folded {
  text: string;
  /** For each unit of `text` the place in the original that it came from, and one more for the end. */
  at: number[];
}

/** The accents of the Latin, Greek and Cyrillic scripts. Vowel signs of other scripts are letters, and stay. */
const accents = /[\u0300-\u036f]/g;

function foldedPiece(piece: string): string {
  return piece.normalize("NFD").replace(accents, "").toLowerCase();
}

export function fold(text: string): string {
  return foldedPiece(text);
}

/** As `fold`, and where each part of it came from. */
export function foldWithPlaces(original: string): Folded {
  let text = "";
  const at: number[] = [];
  let place = 0;
  for (const piece of original) {
    const folded = foldedPiece(piece);
    for (let unit = 0; unit < folded.length; unit += 1) at.push(place);
    text += folded;
    place += piece.length;
  }
  at.push(place);
  return { text, at };
}

export interface Span {
  start: number;
  end: number;
}

/** Where a folded needle stands in the original text, without overlaps. An empty needle stands nowhere. */
export function spansOf(folded: Folded, needle: string): Span[] {
  const spans: Span[] = [];
  if (needle === "") return spans;
  for (
    let from = folded.text.indexOf(needle);
    from !== -1;
    from = folded.text.indexOf(needle, from + needle.length)
  ) {
    const start = folded.at[from] ?? 0;
    // A letter that folds to several units is marked whole.
    let after = from + needle.length;
    while (after < folded.text.length && folded.at[after] === folded.at[after - 1]) after += 1;
    spans.push({ start, end: folded.at[after] ?? start });
  }
  return spans;
}

/** How often a folded needle stands in a folded text. */
export function countIn(folded: string, needle: string): number {
  if (needle === "") return 0;
  let count = 0;
  for (let from = folded.indexOf(needle); from !== -1; from = folded.indexOf(needle, from + needle.length))
    count += 1;
  return count;
}
