/** A branch beside the conversation that it left. It is there for as long as the branch is on the screen. */
import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import { OpenConversation, open } from "./conversation.svelte";
import { history } from "./history.svelte";
import { toasts } from "./toasts.svelte";

export interface Pair {
  origin: OpenConversation;
  branch: OpenConversation;
}

/** A conversation that need not be in any list. */
export async function conversationOf(id: string): Promise<Conversation> {
  return history.byId(id) ?? (await backend.call("conversation_read", { id }));
}

class Beside {
  #pair = $state.raw<Pair | null>(null);

  get pair(): Pair | null {
    return this.#pair !== null && this.#pair.branch === open.current ? this.#pair : null;
  }

  async show(branch: OpenConversation): Promise<void> {
    const of = branch.conversation.branch?.of;
    if (of === undefined) return;
    try {
      const origin = new OpenConversation(await conversationOf(of), (changed) => history.take(changed));
      if (open.current !== branch) return;
      this.close();
      this.#pair = { origin, branch };
      await origin.open();
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  close(): void {
    this.#pair?.origin.close();
    this.#pair = null;
  }
}

export const beside = new Beside();
