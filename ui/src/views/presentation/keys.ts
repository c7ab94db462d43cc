/** What the keys of a presentation do, those of a presenter's clicker among them. */
import { type CommandId } from "../../state/commands";
import type { Speed } from "../../state/playback.svelte";

export type PresentationAction =
  | "forward"
  | "back"
  | "retry"
  | "reset"
  | "leave"
  | "keys"
  | "larger"
  | "smaller"
  | "scrollUp"
  | "scrollDown"
  | "recording"
  | "write";

/** Whatever is in the field: a clicker must work while the presenter writes. */
const always: Partial<Record<string, PresentationAction>> = {
  PageDown: "forward",
  PageUp: "back",
  Escape: "leave",
};

/** While nothing is being written. */
const unlessWriting: Partial<Record<string, PresentationAction>> = {
  ArrowRight: "forward",
  " ": "forward",
  ArrowLeft: "back",
  Enter: "retry",
  Home: "reset",
  End: "recording",
  ArrowUp: "scrollUp",
  ArrowDown: "scrollDown",
  "?": "keys",
  "+": "larger",
  "-": "smaller",
};

/** Keys of the working window that have a meaning here; all others have none. */
const commands: Partial<Record<CommandId, PresentationAction>> = {
  presentation: "leave",
  newConversation: "reset",
  shortcuts: "keys",
  zoomIn: "larger",
  zoomOut: "smaller",
};

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** `command` is what the same keys do in the working window; `writing` says that there is something in the field. */
export function actionFor(
  event: Pressed,
  command: CommandId | null,
  writing: boolean,
): PresentationAction | null {
  const named = command === null ? undefined : commands[command];
  if (named !== undefined) return named;
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const action = always[event.key] ?? (writing ? undefined : unlessWriting[event.key]);
  if (action !== undefined) return action;
  return [...event.key].length === 1 && event.key !== " " ? "write" : null;
}

const playbackKeys: Partial<Record<string, Speed | "toggle">> = {
  " ": "toggle",
  "1": 1,
  "2": 2,
  "5": 5,
  "0": "atOnce",
};

/** What a key does to a recording that plays by itself; all others do what they do otherwise. */
export function playbackActionFor(event: Pressed): Speed | "toggle" | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return playbackKeys[event.key] ?? null;
}
