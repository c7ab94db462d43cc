/** Between the edge of the list and what was asked, in pixels of the list. */
const gapPx = 12;

interface Measured {
  getBoundingClientRect(): { top: number; height: number };
}

/** How far a list is scrolled that follows what comes: to its end, or until what was asked is on top of it. */
export function followingTop(
  list: Measured & { scrollTop: number; scrollHeight: number; clientHeight: number },
  asked: Measured | null,
): number {
  const end = list.scrollHeight - list.clientHeight;
  if (asked === null) return end;
  const frame = list.getBoundingClientRect();
  // Whether a box is told in the pixels of a zoomed list or in those of the screen differs between engines.
  const scale = frame.height === 0 ? 1 : list.clientHeight / frame.height;
  const below = (asked.getBoundingClientRect().top - frame.top) * scale;
  return Math.min(end, list.scrollTop + below - gapPx);
}
