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

/** The first colour that the fewest merchants have. */
export function freeColour(taken: readonly string[]): string {
  const uses = (colour: string): number => taken.filter((other) => other.toLowerCase() === colour).length;
  return merchantColours.reduce<string>(
    (best, colour) => (uses(colour) < uses(best) ? colour : best),
    merchantColours[0],
  );
}
