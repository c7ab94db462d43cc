/** Going back through what was said in a conversation, as in a shell: the last message first. */
import type { Turn } from "../ipc/generated/Turn";

/** What the customer has said in words, the oldest first; what was said twice in a row stands once. */
export function saidIn(turns: readonly Turn[]): string[] {
  const said: string[] = [];
  for (const { sent } of turns) {
    const last = sent.at(-1);
    if (last?.type === "text" && last.role === "user" && last.text !== said.at(-1)) said.push(last.text);
  }
  return said;
}

/** The text to show next and its place, counted from the newest; null where there is none in that direction. */
export function recalled(
  said: readonly string[],
  place: number | null,
  direction: "earlier" | "later",
): { place: number | null; text: string } | null {
  if (direction === "later") {
    if (place === null) return null;
    if (place === 0) return { place: null, text: "" };
  }
  const next = direction === "earlier" ? (place ?? -1) + 1 : (place ?? 0) - 1;
  const text = said[said.length - 1 - next];
  return text === undefined ? null : { place: next, text };
}
