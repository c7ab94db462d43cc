/** Messages of emoji alone, which WhatsApp shows large. */

/** The most that are shown large. */
const most = 3;
/** Three of the longest sequences that there are take less. */
const longest = 160;

/** Flags, keycaps, and pictures with whatever joins or colours them; signs that are text by habit are none. */
const emoji =
  /^(?:\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3|(?![©®™])\p{Extended_Pictographic}[\p{Emoji_Modifier}\p{Extended_Pictographic}\u200D\uFE0E\uFE0F\u{E0020}-\u{E007F}♀♂]*)$/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How many emoji a message is made of where it is made of nothing else and of few; 0 for any other message. */
export function loneEmoji(text: string): number {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > longest) return 0;
  let count = 0;
  for (const { segment } of segmenter.segment(trimmed)) {
    if (segment.trim() === "") continue;
    count += 1;
    if (count > most || !emoji.test(segment)) return 0;
  }
  return count;
}
