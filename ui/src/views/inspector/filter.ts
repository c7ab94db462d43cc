/** Which lines a plain text finds: by kind, by number, and by the raw text, which only the backend has. */
import type { Line } from "../../ipc/generated/Line";

/** What people type is looked up as it stands, without the white space around it. */
export function needle(text: string): string {
  return text.trim().toLowerCase();
}

/** `#12` or `12` asks for the line with that number. */
function askedSeq(text: string): number | null {
  const digits = /^#?(\d{1,9})$/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** A test for lines, or null where the text asks for nothing. `raw` are the ids whose raw text contains it. */
export function lineFilter(text: string, raw: ReadonlySet<number>): ((line: Line) => boolean) | null {
  const wanted = needle(text);
  if (wanted === "") return null;
  const seq = askedSeq(wanted);
  // `#12` can only mean the number.
  if (seq !== null && wanted.startsWith("#")) return (line) => line.seq === seq;
  // A conversation has few kinds and many lines: each kind is looked at once.
  const known = new Map<string, boolean>();
  const kindMatches = (kind: string): boolean => {
    let matches = known.get(kind);
    if (matches === undefined) {
      matches = kind.toLowerCase().includes(wanted);
      known.set(kind, matches);
    }
    return matches;
  };
  return (line) =>
    line.seq === seq ||
    raw.has(line.id) ||
    (line.kinds.length === 0 ? kindMatches(line.class) : line.kinds.some(kindMatches));
}
