/** Which keys stand for which command: the usual ones, or those that the person chose. */
import { type Chord, chordOf, digitOf, normal, onMac, overlap, withAnyDigit, written } from "./chords";
import { type Command, type CommandId, commandById, commands } from "./commands";
import { preferences } from "./preferences.svelte";

/** The keys that a person can change, as they are in force. Reactive. */
export function chordsOf(id: CommandId): readonly Chord[] {
  return (preferences.value.keys[id] ?? commandById(id).keys).map((chord) => normal(chord));
}

/** Other keys than the usual ones were chosen. */
export function isChanged(id: CommandId): boolean {
  return preferences.value.keys[id] !== undefined;
}

function everyChordOf(command: Command): readonly Chord[] {
  const others = isChanged(command.id) ? [] : (command.also ?? []);
  return [...chordsOf(command.id), ...others, ...(command.always ?? [])];
}

/** The keys of a command in writing, for a tooltip. Empty where it has none. */
export function keysOf(id: CommandId): string {
  const first = [...chordsOf(id), ...(commandById(id).always ?? [])][0];
  return first === undefined ? "" : written(first);
}

/** Who has this chord, apart from one command. */
export function holderOf(chord: Chord, besides: CommandId): Command | null {
  const holds = (command: Command): boolean => everyChordOf(command).some((held) => overlap(held, chord));
  return commands.find((command) => command.id !== besides && holds(command)) ?? null;
}

/** What a key event asks for. */
export function commandFor(event: KeyboardEvent): { command: Command; digit: number } | null {
  const chord = chordOf(event, onMac);
  if (chord === null) return null;
  const command = commands.find((each) => everyChordOf(each).some((held) => overlap(held, chord)));
  return command === undefined ? null : { command, digit: digitOf(chord) };
}

/** The chord as this command can have it; null where it needs a digit and there is none. */
export function fitted(id: CommandId, chord: Chord): Chord | null {
  return commandById(id).byDigit === true ? withAnyDigit(chord) : chord;
}

/** Gives a command these keys alone, and takes them from whoever had them. */
export function bind(id: CommandId, chords: readonly Chord[]): void {
  const keys = withoutThese(chords, id);
  preferences.set({ keys: { ...keys, [id]: [...chords] } });
}

/** Gives a command its usual keys again, and takes them from whoever has them by now. */
export function reset(id: CommandId): void {
  const command = commandById(id);
  const keys = withoutThese(
    [...command.keys, ...(command.also ?? [])].map((chord) => normal(chord)),
    id,
  );
  preferences.set({ keys: Object.fromEntries(Object.entries(keys).filter(([name]) => name !== id)) });
}

export function resetAll(): void {
  preferences.set({ keys: {} });
}

/** What was chosen, with these chords taken from everybody but one command. */
function withoutThese(chords: readonly Chord[], except: CommandId): Record<string, string[]> {
  const keys: Record<string, string[]> = { ...preferences.value.keys };
  for (const command of commands) {
    if (command.id === except) continue;
    const held = chordsOf(command.id);
    const left = held.filter((each) => !chords.some((chord) => overlap(each, chord)));
    const loses = everyChordOf(command).some((each) => chords.some((chord) => overlap(each, chord)));
    if (loses) keys[command.id] = left;
  }
  return keys;
}
