/** What the keys of the window do. */
import { application } from "./application.svelte";
import { ended, open } from "./conversation.svelte";
import { dialogs } from "./dialogs.svelte";
import { isLive } from "./history.svelte";
import type { Action } from "./keys";
import { layout } from "./layout.svelte";
import { goBy, goTo } from "./listed";
import { preferences } from "./preferences.svelte";
import { closeSession, restartConversation, startConversation, stopAnswer } from "./sessions";

/** What works while a dialog is open: nothing that changes what lies under it. */
export const overDialogs: ReadonlySet<Action> = new Set<Action>(["zoomIn", "zoomOut", "zoomReset"]);

function stop(): void {
  if (layout.closeDrawer()) return;
  const { current } = open;
  const last = current?.turns.at(-1);
  if (current === null) return;
  if (current.conversation.state === "answering" || (last !== undefined && !ended(last)))
    void stopAnswer(current);
}

export function perform(action: Action, key: string): void {
  const { current } = open;
  switch (action) {
    case "newConversation":
      if (application.merchant !== null) void startConversation(application.merchant.id);
      break;
    case "close":
      if (current !== null && isLive(current.conversation)) void closeSession(current.id);
      break;
    case "restart":
      if (current !== null) void restartConversation(current.id, true);
      break;
    case "inspector":
      layout.toggleInspector();
      break;
    case "settings":
      dialogs.show({ type: "settings" });
      break;
    case "shortcuts":
      dialogs.show({ type: "shortcuts" });
      break;
    case "next":
      goBy(1);
      break;
    case "previous":
      goBy(-1);
      break;
    case "goTo":
      goTo(Number(key) - 1);
      break;
    case "zoomIn":
      preferences.zoomBy(1);
      break;
    case "zoomOut":
      preferences.zoomBy(-1);
      break;
    case "zoomReset":
      preferences.set({ zoom: 100 });
      break;
    case "stop":
      stop();
      break;
  }
}
