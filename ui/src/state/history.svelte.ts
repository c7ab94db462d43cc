/** The conversations that the rail lists, newest first. */
import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import { open } from "./conversation.svelte";

/** A rail of thousands helps nobody; what is older is found by searching. */
const longestList = 500;

/** A session that the server still holds open for us. */
export function isLive(conversation: Conversation): boolean {
  return (
    conversation.state === "live" || conversation.state === "answering" || conversation.state === "opening"
  );
}

class History {
  all = $state.raw<Conversation[]>([]);
  loaded = $state(false);
  /** The rail lists the chosen merchant's conversations, or everybody's. */
  everybody = $state(false);

  async load(): Promise<void> {
    const listed = await backend.call("conversations_list", { merchantId: null, limit: longestList });
    this.all = listed.sort((a, b) => b.lastAt - a.lastAt);
    this.loaded = true;
  }

  byId(id: string): Conversation | undefined {
    return this.all.find((conversation) => conversation.id === id);
  }

  get live(): number {
    return this.all.filter(isLive).length;
  }

  take(conversation: Conversation): void {
    const others = this.all.filter(({ id }) => id !== conversation.id);
    const after = others.findIndex(({ lastAt }) => lastAt < conversation.lastAt);
    this.all = others.toSpliced(after === -1 ? others.length : after, 0, conversation);
    const shown = open.current;
    if (shown?.id === conversation.id && shown.conversation !== conversation) shown.take(conversation);
  }
}

export const history = new History();
