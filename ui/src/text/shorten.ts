const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The two ends of a long identifier: `sofia-desk…41f2`. */
export function shortenMiddle(text: string, head = 10, tail = 4): string {
  const characters = Array.from(graphemes.segment(text), (part) => part.segment);
  if (characters.length <= head + tail + 1) return text;
  return `${characters.slice(0, head).join("")}…${characters.slice(-tail).join("")}`;
}
