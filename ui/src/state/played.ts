/** What tells a conversation that is being played from one that is held. */
import type { Conversation } from "../ipc/generated/Conversation";

export function isPlayback({ source }: Pick<Conversation, "source">): boolean {
  return source.type === "playback";
}
