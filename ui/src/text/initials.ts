const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function first(word: string): string {
  return [...graphemes.segment(word)][0]?.segment.toLocaleUpperCase() ?? "";
}

/** One or two letters that stand for a name: `Loja Acme` is `LA`, `Sofia` is `S`. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s\p{P}]+/u).filter((word) => /[\p{L}\p{N}\p{Emoji_Presentation}]/u.test(word));
  const last = words.length > 1 ? words.at(-1) : undefined;
  return first(words[0] ?? "") + first(last ?? "");
}
