/** The dialogs that are open, each over the one before. Only the topmost can be used, so what is said is said in it. */
import { createContext, type Snippet } from "svelte";

class Layers {
  /** How many there are. */
  depth = $state(0);
}

export const layers = new Layers();

/** What every dialog has under its content, handed down from the window as a whole. It is told whether it is on top. */
const [dialogFoot, setDialogFoot, hasDialogFoot] = createContext<Snippet<[boolean]>>();
export { dialogFoot, hasDialogFoot, setDialogFoot };
