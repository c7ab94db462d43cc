/** The list of what a presenter says as the customer: kept tidy while it is edited. */

import type { Turn } from "../ipc/generated/Turn";
import { ownEvents, saidOnce } from "./beside";

/** As the backend keeps them. */
export const mostPrompts = 200;
export const longestPrompt = 4096;

const bullets = /^\s*(?:[-*•–]|\d{1,3}[.)])\s+/;

/** What was pasted, one prompt a line, without the bullets and numbers that lists come with. */
export function promptsIn(pasted: string): string[] {
  return pasted
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(bullets, "").trim().slice(0, longestPrompt))
    .filter((line) => line !== "");
}

/** What the customer wrote in a conversation, so that it can be said again. */
export function promptsFrom(turns: readonly Turn[]): string[] {
  return saidOnce(turns)
    .flatMap((turn) => ownEvents(turn))
    .flatMap((sent) => (sent.type === "text" && sent.role === "user" ? [sent.text.trim()] : []))
    .filter((text) => text !== "" && text.length <= longestPrompt)
    .slice(0, mostPrompts);
}

/** `items` with the one at `from` at `to`. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = [...items];
  const [item] = rest.splice(from, 1);
  if (item === undefined) return rest;
  rest.splice(Math.max(0, Math.min(to, rest.length)), 0, item);
  return rest;
}
