/** The keys of the window, in one table: what they are, what they do, and how they are written. */
import type { MessageKey } from "../i18n/messages";

export type Action =
  | "newConversation"
  | "close"
  | "restart"
  | "inspector"
  | "settings"
  | "shortcuts"
  | "next"
  | "previous"
  | "goTo"
  | "zoomIn"
  | "zoomOut"
  | "zoomReset"
  | "stop";

export interface Shortcut {
  action: Action;
  label: MessageKey;
  /** As `Mod+Shift+R`; Mod is Ctrl, or ⌘ on a Mac. */
  keys: string;
  /** Names of `KeyboardEvent.key`, lower case. */
  matches: readonly string[];
  mod: boolean;
  shift?: boolean;
  /** Held on a Mac too, where ⌘ means something else. */
  control?: boolean;
}

export const shortcuts: readonly Shortcut[] = [
  { action: "newConversation", label: "keys.newConversation", keys: "Mod+N", matches: ["n"], mod: true },
  { action: "close", label: "keys.close", keys: "Mod+W", matches: ["w"], mod: true },
  { action: "restart", label: "keys.restart", keys: "Mod+Shift+R", matches: ["r"], mod: true, shift: true },
  {
    action: "goTo",
    label: "keys.goTo",
    keys: "Mod+1…9",
    matches: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    mod: true,
  },
  { action: "next", label: "keys.next", keys: "Ctrl+Tab", matches: ["tab"], mod: true, control: true },
  {
    action: "previous",
    label: "keys.previous",
    keys: "Ctrl+Shift+Tab",
    matches: ["tab"],
    mod: true,
    shift: true,
    control: true,
  },
  { action: "stop", label: "keys.stop", keys: "Esc", matches: ["escape"], mod: false },
  { action: "inspector", label: "keys.inspector", keys: "Mod+I", matches: ["i"], mod: true },
  { action: "zoomIn", label: "keys.zoomIn", keys: "Mod+=", matches: ["=", "+"], mod: true },
  { action: "zoomOut", label: "keys.zoomOut", keys: "Mod+-", matches: ["-", "_"], mod: true },
  { action: "zoomReset", label: "keys.zoomReset", keys: "Mod+0", matches: ["0"], mod: true },
  { action: "settings", label: "keys.settings", keys: "Mod+,", matches: [","], mod: true },
  { action: "shortcuts", label: "keys.shortcuts", keys: "Mod+/", matches: ["/", "?"], mod: true },
];

export const onMac = typeof navigator !== "undefined" && /mac/i.test(navigator.platform);

/** As they are written on this machine's keyboard. */
export function written(keys: string): string {
  if (onMac) {
    return keys.replace("Mod+", "⌘").replace("Ctrl+", "⌃").replace("Shift+", "⇧").replace("Tab", "⇥");
  }
  return keys.replace("Mod", "Ctrl");
}

export function keysOf(action: Action): string {
  return written(shortcuts.find((shortcut) => shortcut.action === action)?.keys ?? "");
}

/** Keys that need Shift on some keyboards are the same with and without it. */
const anyShift = new Set<Action>(["zoomIn", "zoomOut", "shortcuts"]);

export function shortcutFor(event: KeyboardEvent): Shortcut | null {
  const key = event.key.toLowerCase();
  const found = shortcuts.find((shortcut) => {
    const mod = onMac && shortcut.control !== true ? event.metaKey : event.ctrlKey;
    const other = onMac && shortcut.control !== true ? event.ctrlKey : event.metaKey;
    if (!shortcut.matches.includes(key) || mod !== shortcut.mod || other || event.altKey) return false;
    return anyShift.has(shortcut.action) || event.shiftKey === (shortcut.shift ?? false);
  });
  return found ?? null;
}
