/** What stands before and behind a place in a text: spaces, parts of words, or anything else. */

/** Marks that are drawn over an emoji or choose how it looks, and make no word of it. */
const ofEmoji = /[\uFE0E\uFE0F\u20E3]/;
const word = /[\p{L}\p{N}\p{M}]/u;

function isWordPart(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 128) return /[0-9A-Za-z]/.test(character);
  return word.test(character) && !ofEmoji.test(character);
}

/** The whole character that ends right before a place; a half of one where a text has only that. */
function characterBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  const high = isLow && at > 1 ? text.charCodeAt(at - 2) : 0;
  return high >= 0xd800 && high <= 0xdbff ? text.slice(at - 2, at) : text.slice(at - 1, at);
}

export function wordAt(text: string, at: number): boolean {
  return at < text.length && isWordPart(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

/** The start, or something other than a part of a word right before. */
export function boundaryBefore(text: string, at: number): boolean {
  return at === 0 || !isWordPart(characterBefore(text, at));
}

/** The end, or something other than a part of a word right here. */
export function boundaryAfter(text: string, at: number): boolean {
  return !wordAt(text, at);
}

/** A space of any kind, a line break, or nothing at all. */
export function spaceAt(text: string, at: number): boolean {
  return at < 0 || at >= text.length || /\s/.test(text.charAt(at));
}
