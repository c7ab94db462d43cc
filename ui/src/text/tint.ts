/** A merchant's colour as it can be used: for letters that can be read, and for what lies on it. */

type Rgb = readonly [number, number, number];

/** Letters of a normal size need this contrast. */
const readable = 4.5;

function channels(colour: string): Rgb {
  const at = (index: number): number => Number.parseInt(colour.slice(index, index + 2), 16) || 0;
  return [at(1), at(3), at(5)];
}

function hex([red, green, blue]: Rgb): string {
  const pair = (value: number): string => Math.round(value).toString(16).padStart(2, "0");
  return `#${pair(red)}${pair(green)}${pair(blue)}`;
}

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(channels(one)), luminance(channels(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

export function mixed(colour: string, other: string, share: number): string {
  const [a, b] = [channels(colour), channels(other)];
  return hex([0, 1, 2].map((at) => (a[at] ?? 0) * (1 - share) + (b[at] ?? 0) * share) as unknown as Rgb);
}

/** The colour, moved away from the ground no further than it takes to be read there. */
export function readableOn(colour: string, ground: string): string {
  const away = luminance(channels(ground)) > 0.18 ? "#000000" : "#ffffff";
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mixed(colour, away, share);
    if (contrast(candidate, ground) >= readable) return candidate;
  }
  return away;
}

/** So near to being readable, a colour is darkened a little for white letters rather than given black ones. */
const nearlyReadable = 3;

/** A bar in the colour: its ground and the letters on it. */
export function barOf(colour: string): { ground: string; ink: string } {
  if (contrast(colour, "#ffffff") >= nearlyReadable)
    return { ground: readableOn(colour, "#ffffff"), ink: "#ffffff" };
  return { ground: colour, ink: "#000000" };
}
