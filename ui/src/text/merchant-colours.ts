/** Colours that a merchant may have: data that is stored, so they are here and not among the design tokens. */
export const merchantColours = [
  "#5b4be0",
  "#1f7a8c",
  "#2e8b57",
  "#b7791f",
  "#d9480f",
  "#c2255c",
  "#7048a8",
  "#4a5568",
] as const;

/** So near to each other, two colours are one to the eye. */
const nearness = 40;

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function isNear(a: string, b: string): boolean {
  const other = channels(b);
  return Math.hypot(...channels(a).map((value, at) => value - (other[at] ?? 0))) < nearness;
}

/** The first colour that the fewest merchants have, the demo's own violet counted as the palette's. */
export function freeColour(taken: readonly string[]): string {
  const uses = (colour: string): number => taken.filter((other) => isNear(colour, other)).length;
  return merchantColours.reduce<string>(
    (best, colour) => (uses(colour) < uses(best) ? colour : best),
    merchantColours[0],
  );
}
