/** The conversation that a message stands in, for whatever is below: whose pictures it shows, and where a choice goes. */
import { getContext, setContext } from "svelte";

import type { InputEvent } from "../../ipc/generated/InputEvent";
import type { OpenConversation } from "../../state/conversation.svelte";

/** Its members may be getters: they are read anew each time. */
export interface Scope {
  readonly conversation: OpenConversation;
  /** Sends what a choice means; false where nothing was sent. `null` while nothing can be sent. */
  readonly choose: ((event: InputEvent) => Promise<boolean>) | null;
}

const key = Symbol("scope");

/** For everything below the component that calls it. */
export function enterScope(scope: Scope): void {
  setContext(key, scope);
}

export function scopeHere(): Scope | null {
  return getContext<Scope | undefined>(key) ?? null;
}

/** The merchant under whose rules pictures and recordings are fetched. */
export function merchantHere(scope: Scope | null): string {
  return scope?.conversation.conversation.merchantId ?? "";
}
