/** Commands about conversations. */
import type { Conversation } from "../../ipc/generated/Conversation";
import { application } from "../application.svelte";
import { isAnswering } from "../answering";
import { beside } from "../beside.svelte";
import { branchFrom, canBranch, chosenPoint } from "../branches.svelte";
import { ended, open } from "../conversation.svelte";
import { dialogs } from "../dialogs.svelte";
import { find } from "../find.svelte";
import { railSearch } from "../history-search.svelte";
import { history, isLive } from "../history.svelte";
import { layout } from "../layout.svelte";
import { deleteConversations, pin } from "../keeping";
import { goBy, goTo, listedConversations } from "../listed";
import { importConversations } from "../moving";
import { merchantsBeside } from "../merchants-beside.svelte";
import { renaming } from "../renaming.svelte";
import { playConversation, shownPlayback } from "../playback.svelte";
import { closeSession, restartConversation, startConversation, stopAnswer } from "../sessions";
import { type Row, always } from "./row";

const someConversation = (): boolean => open.current !== null;

function answering(): boolean {
  return open.current !== null && isAnswering(open.current);
}

/** The open conversation as the history has it: what is being played is kept nowhere. */
function kept(): Conversation | undefined {
  return open.current === null ? undefined : history.byId(open.current.id);
}

const someKept = (): boolean => kept() !== undefined;

function shownInList(): boolean {
  return layout.railShown && !railSearch.active && listedConversations().some(({ id }) => id === kept()?.id);
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
    id: "branch",
    label: "branch.command",
    keys: ["Mod+B"],
    enabled: () => open.current !== null && canBranch(open.current) && chosenPoint(open.current) !== null,
    run: () => {
      const at = open.current === null ? null : chosenPoint(open.current);
      if (open.current !== null && at !== null) void branchFrom(open.current, at, "context");
    },
  },
  {
    id: "beside",
    label: "branch.compareCommand",
    keys: ["Mod+Shift+B"],
    enabled: () => open.current !== null && beside.canShow(open.current.conversation),
    run: () => {
      if (beside.pair !== null) beside.close();
      else if (open.current !== null) void beside.show(open.current);
    },
  },
  {
    id: "compareMerchants",
    label: "pair.command",
    keys: ["Mod+Shift+M"],
    enabled: () => merchantsBeside.possible,
    run: () => dialogs.show({ type: "compareMerchants" }),
  },
  {
    id: "playback",
    label: "playback.command",
    keys: ["Mod+Shift+P"],
    enabled: () => open.current !== null && open.current.turns.some(ended),
    run: () => {
      if (open.current !== null) void playConversation(open.current.conversation);
    },
  },
  {
    id: "playbackToggle",
    label: "playback.pauseCommand",
    keys: ["Alt+P"],
    enabled: () => shownPlayback() !== null,
    run: () => shownPlayback()?.playback.toggle(),
  },
  {
    id: "playbackStep",
    label: "playback.step",
    keys: ["Alt+."],
    enabled: () => shownPlayback() !== null,
    run: () => {
      const playback = shownPlayback()?.playback;
      playback?.pause();
      playback?.step();
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
    id: "searchHistory",
    label: "history.search.command",
    keys: ["Mod+Shift+F"],
    enabled: always,
    run: () => railSearch.show(),
  },
  {
    id: "renameConversation",
    label: "history.rename",
    keys: ["F2"],
    enabled: shownInList,
    run: () => {
      renaming.id = open.current?.id ?? null;
    },
  },
  {
    id: "pinConversation",
    label: "history.pinCommand",
    keys: [],
    enabled: someKept,
    run: () => {
      const conversation = kept();
      if (conversation !== undefined) void pin(conversation.id, !conversation.pinned);
    },
  },
  {
    id: "describeConversation",
    label: "history.describeCommand",
    keys: [],
    enabled: someKept,
    run: () => {
      const conversation = kept();
      if (conversation !== undefined) dialogs.show({ type: "describe", conversation, at: "tags" });
    },
  },
  {
    id: "saveTest",
    label: "saveTest.command",
    keys: ["Mod+Shift+T"],
    enabled: someKept,
    run: () => {
      const conversation = kept();
      if (conversation !== undefined) dialogs.show({ type: "saveTest", conversation });
    },
  },
  {
    id: "exportConversation",
    label: "history.exportCommand",
    keys: ["Mod+E"],
    enabled: someKept,
    run: () => {
      const conversation = kept();
      if (conversation !== undefined) dialogs.show({ type: "export", conversations: [conversation] });
    },
  },
  {
    id: "deleteConversation",
    label: "history.deleteCommand",
    keys: [],
    enabled: someKept,
    run: () => {
      const conversation = kept();
      if (conversation !== undefined) void deleteConversations([conversation]);
    },
  },
  {
    id: "importConversations",
    label: "history.import",
    keys: [],
    enabled: always,
    run: () => void importConversations(),
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
