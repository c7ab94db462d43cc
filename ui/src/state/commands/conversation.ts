/** Commands about conversations. */
import { application } from "../application.svelte";
import { ended, open } from "../conversation.svelte";
import { find } from "../find.svelte";
import { history, isLive } from "../history.svelte";
import { layout } from "../layout.svelte";
import { goBy, goTo } from "../listed";
import { closeSession, restartConversation, startConversation, stopAnswer } from "../sessions";
import { type Row, always } from "./row";

const someConversation = (): boolean => open.current !== null;

function answering(): boolean {
  const { current } = open;
  const last = current?.turns.at(-1);
  if (current === null) return false;
  return current.conversation.state === "answering" || (last !== undefined && !ended(last));
}

/** Closes the topmost layer that is not the browser's own; with none, stops the answer. */
function stop(): void {
  if (layout.closeDrawer()) return;
  if (find.shown) find.close();
  else if (open.current !== null && answering()) void stopAnswer(open.current);
}

export const conversationCommands = [
  {
    id: "newConversation",
    label: "command.newConversation",
    keys: ["Mod+N"],
    enabled: () => application.merchant !== null,
    run: () => {
      if (application.merchant !== null) void startConversation(application.merchant.id);
    },
  },
  {
    id: "close",
    label: "command.close",
    keys: ["Mod+W"],
    enabled: () => open.current !== null && isLive(open.current.conversation),
    run: () => {
      if (open.current !== null) void closeSession(open.current.id);
    },
  },
  {
    id: "restart",
    label: "command.restart",
    keys: ["Mod+Shift+R"],
    enabled: someConversation,
    run: () => {
      if (open.current !== null) void restartConversation(open.current.id, true);
    },
  },
  {
    id: "restartAsAnother",
    label: "command.restartAsAnother",
    keys: [],
    enabled: someConversation,
    run: () => {
      if (open.current !== null) void restartConversation(open.current.id, false);
    },
  },
  {
    id: "find",
    label: "command.find",
    keys: ["Mod+F"],
    enabled: someConversation,
    run: () => find.show(),
  },
  {
    id: "findNext",
    label: "find.next",
    keys: ["F3"],
    enabled: () => find.shown,
    run: () => find.step(1),
  },
  {
    id: "findPrevious",
    label: "find.previous",
    keys: ["Shift+F3"],
    enabled: () => find.shown,
    run: () => find.step(-1),
  },
  {
    id: "goTo",
    label: "command.goTo",
    keys: ["Mod+1…9"],
    byDigit: true,
    enabled: always,
    run: (digit: number) => goTo(digit - 1),
  },
  {
    id: "next",
    label: "command.next",
    keys: ["Ctrl+Tab"],
    enabled: () => history.all.length > 0,
    run: () => goBy(1),
  },
  {
    id: "previous",
    label: "command.previous",
    keys: ["Ctrl+Shift+Tab"],
    enabled: () => history.all.length > 0,
    run: () => goBy(-1),
  },
  {
    id: "stop",
    label: "command.stop",
    keys: [],
    always: ["Escape"],
    enabled: () => layout.drawerOpen || find.shown || answering(),
    run: stop,
  },
] as const satisfies readonly Row[];
