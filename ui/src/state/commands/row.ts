import type { MessageKey } from "../../i18n/messages";
import type { Chord } from "../chords";

/** One command: what it is called, its usual keys, when it can be given, and what it does. */
export interface Row {
  /** By this name its keys are kept in the preferences. */
  id: string;
  label: MessageKey;
  /** The usual keys; the first is the one that tooltips name. */
  keys: readonly Chord[];
  /** Other characters of the same keys, which are not listed: the sign under Shift is on another key elsewhere. */
  also?: readonly Chord[];
  /** Keys that stay whatever else is chosen: Esc closes layers, and that is the browser's doing. */
  always?: readonly Chord[];
  /** One of nine, by the digit that is pressed: without a digit there is nothing to run. */
  byDigit?: boolean;
  /** It works while a dialog is open, since it changes nothing that lies under it. */
  overDialogs?: boolean;
  enabled: () => boolean;
  run: (digit: number) => void;
}

export const always = (): boolean => true;
