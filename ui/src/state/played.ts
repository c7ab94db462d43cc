/** What tells a conversation that is being played from one that is held. */
import type { Conversation } from "../ipc/generated/Conversation";
import { open } from "./conversation.svelte";

export function isPlayback({ source }: Pick<Conversation, "source">): boolean {
  return source.type === "playback";
}

/** A playback is on the screen: whatever is not kept already is not fetched for it. */
export function isPlaybackShown(): boolean {
  return open.current !== null && isPlayback(open.current.conversation);
}
