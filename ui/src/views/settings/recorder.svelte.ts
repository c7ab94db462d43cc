/** Takes down the next keys that are pressed, for the command that is to have them. */
import type { Chord, Unfit } from "../../state/chords";
import { chordOf, unfit } from "../../state/chords";
import type { Command, CommandId } from "../../state/commands";
import { bind, fitted, holderOf } from "../../state/keys";

/** Why the keys that were pressed are not simply taken. */
export type Objection =
  { type: Unfit | "digit"; chord: Chord } | { type: "taken"; chord: Chord; holder: Command };

export class Recorder {
  /** The command that waits for its keys. */
  id = $state<CommandId | null>(null);
  objection = $state.raw<Objection | null>(null);
  /** The command whose keys changed last, to say so. */
  changed = $state<CommandId | null>(null);

  begin(id: CommandId): void {
    this.id = id;
    this.objection = null;
    this.changed = null;
  }

  cancel(): void {
    this.id = null;
    this.objection = null;
  }

  /** One press while a command waits. Everything else in the window is deaf meanwhile. */
  take(event: KeyboardEvent): void {
    const { id } = this;
    if (id === null || event.isComposing) return;
    const asking = this.objection?.type === "taken";
    // The question about taken keys is answered with buttons, which the keyboard reaches as ever.
    if (asking && event.key !== "Escape") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const chord = chordOf(event);
    if (chord === null) return;
    if (chord === "Escape") this.cancel();
    else if (chord === "Backspace" || chord === "Delete") this.#give(id, []);
    else this.#try(id, chord);
  }

  /** Takes the keys from the command that has them. */
  insist(): void {
    if (this.id !== null && this.objection?.type === "taken") this.#give(this.id, [this.objection.chord]);
  }

  #try(id: CommandId, pressed: Chord): void {
    const reason = unfit(pressed);
    const chord = fitted(id, pressed);
    if (reason !== null) {
      this.objection = { type: reason, chord: pressed };
    } else if (chord === null) {
      this.objection = { type: "digit", chord: pressed };
    } else {
      const holder = holderOf(chord, id);
      if (holder === null) this.#give(id, [chord]);
      else this.objection = { type: "taken", chord, holder };
    }
  }

  #give(id: CommandId, chords: Chord[]): void {
    bind(id, chords);
    this.changed = id;
    this.cancel();
  }
}
