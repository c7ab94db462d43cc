/** Cutting long texts for a first look, and saying how long they are. */

/** Beyond this many UTF-16 units only the first part of a line goes into the editor until someone asks for all. */
export const EDITOR_LIMIT = 1_000_000;

/** How much of a longer text is shown at first: enough to recognise it, quick on any machine. */
export const FIRST_PART = 100_000;

/** How much of a string stands in a row of the tree before *Show all*. */
export const STRING_PART = 400;

/** At most `limit` units from the start, never ending between the halves of a character. */
export function firstPart(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? limit - 1 : limit);
}

/** One line of a folded container: the start of its source with its white space drawn together. */
export function preview(text: string, start: number, end: number, limit = 80): string {
  // Twice the limit is looked at, so that a laid-out text with much white space still fills the preview.
  const source = firstPart(text.slice(start, Math.min(end, start + limit * 2 + 1)), limit * 2).replace(
    /\s+/g,
    " ",
  );
  const part = firstPart(source, limit);
  return part.length < source.length || end - start > limit * 2 ? `${part}…` : part;
}

/** Longer texts are not laid out in one go when all of them is asked for, in UTF-16 units. */
export const ONE_PIECE = 200_000;

/** Where the pieces of a long text begin; none begins between the halves of a character. */
export function textPieces(text: string, length = 500): number[] {
  const places: number[] = [];
  for (let at = 0; at < text.length;) {
    places.push(at);
    at += Math.max(1, firstPart(text.slice(at, at + length + 1), length).length);
  }
  return places;
}
