/**
 * A chord is what is pressed at one time, as it is stored and compared: modifiers in a fixed order, then the key, as in
 * `Mod+Shift+R`. Mod is Ctrl, or ⌘ on a Mac, where `Ctrl` is a key of its own.
 */
export type Chord = string;

export const onMac = typeof navigator !== "undefined" && /mac/i.test(navigator.platform);

/** Stands for any of the nine digits in a chord. */
export const anyDigit = "1…9";

/** Characters that would be mistaken for the syntax, or for nothing. */
const spelled = new Map([
  ["+", "Plus"],
  [" ", "Space"],
]);

const modifierKeys = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "OS", "CapsLock", "Dead"]);

interface Pressed {
  key: string;
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  getModifierState?: (name: string) => boolean;
}

/** The chord of a key event; null for a modifier alone, and for characters that AltGr makes. */
export function chordOf(event: Pressed, mac = onMac): Chord | null {
  if (modifierKeys.has(event.key) || event.key === "Unidentified") return null;
  if (!mac && event.getModifierState?.("AltGraph") === true) return null;
  // Option makes other characters of the letters; what is meant is the key.
  const letter = /^Key([A-Z])$/.exec(event.code ?? "")?.[1];
  const key = mac && event.altKey && letter !== undefined ? letter : event.key;
  const single = [...key].length === 1;
  const isLetter = single && key.toLowerCase() !== key.toUpperCase();
  const parts: string[] = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push("Mod");
  if (mac ? event.ctrlKey : event.metaKey) parts.push(mac ? "Ctrl" : "Meta");
  if (event.altKey) parts.push("Alt");
  // In a character that is no letter Shift has done its work: `?` is `?`, wherever the keyboard has it.
  if (event.shiftKey && (!single || isLetter)) parts.push("Shift");
  parts.push(isLetter ? key.toUpperCase() : (spelled.get(key) ?? key));
  return parts.join("+");
}

/** As this machine's keyboard sends it: off the Mac, Ctrl is Mod. */
export function normal(chord: Chord, mac = onMac): Chord {
  return mac ? chord : chord.replace(/^Ctrl\+/, "Mod+");
}

function split(chord: Chord): { held: string; key: string } {
  const at = chord.lastIndexOf("+");
  return { held: chord.slice(0, at + 1), key: chord.slice(at + 1) };
}

function isDigit(key: string): boolean {
  return /^[1-9]$/.test(key);
}

/** Whether one press can be both. */
export function overlap(one: Chord, other: Chord): boolean {
  if (one === other) return true;
  const [a, b] = [split(one), split(other)];
  if (a.held !== b.held) return false;
  return (a.key === anyDigit && isDigit(b.key)) || (b.key === anyDigit && isDigit(a.key));
}

/** `Mod+3` as `Mod+1…9`; null where it has no digit. */
export function withAnyDigit(chord: Chord): Chord | null {
  const { held, key } = split(chord);
  return isDigit(key) ? held + anyDigit : null;
}

/** The digit that was pressed, from 1; 0 where it was none. */
export function digitOf(chord: Chord): number {
  const { key } = split(chord);
  return isDigit(key) ? Number(key) : 0;
}

/** What every text field answers to; a command on one of these would make writing impossible. */
const editing = new Set(
  ["A", "C", "V", "X", "Y", "Z", "Shift+Z", "Shift+V", "Backspace", "Delete", "ArrowLeft", "ArrowRight"]
    .concat(["ArrowUp", "ArrowDown", "Home", "End", "Insert"])
    .map((key) => `Mod+${key}`),
);

export type Unfit = "typing" | "editing";

/** Why a chord cannot stand for a command; null where it can. */
export function unfit(chord: Chord): Unfit | null {
  if (editing.has(chord)) return "editing";
  const { held, key } = split(chord);
  if (/^F\d{1,2}$/.test(key)) return null;
  return /(Mod|Ctrl|Alt|Meta)\+/.test(held) ? null : "typing";
}

const names = new Map([
  ["Escape", "Esc"],
  ["Plus", "+"],
  ["ArrowUp", "↑"],
  ["ArrowDown", "↓"],
  ["ArrowLeft", "←"],
  ["ArrowRight", "→"],
]);

const macNames = new Map([
  ["Mod", "⌘"],
  ["Ctrl", "⌃"],
  ["Alt", "⌥"],
  ["Shift", "⇧"],
  ["Tab", "⇥"],
  ["Enter", "↩"],
]);

/** As it is written on this machine's keyboard. */
export function written(chord: Chord, mac = onMac): string {
  const parts = chord.split("+");
  const shown = parts.map((part) => (mac ? macNames.get(part) : undefined) ?? names.get(part) ?? part);
  return mac ? shown.join("") : shown.map((part) => (part === "Mod" ? "Ctrl" : part)).join("+");
}

/** For `aria-keyshortcuts`, which has names of its own for the modifiers. */
export function forAssistiveTechnology(chord: Chord, mac = onMac): string {
  const modifiers = new Map([
    ["Mod", mac ? "Meta" : "Control"],
    ["Ctrl", "Control"],
  ]);
  return chord
    .split("+")
    .map((part) => modifiers.get(part) ?? part)
    .join("+");
}
