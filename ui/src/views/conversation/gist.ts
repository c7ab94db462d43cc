/** How what could be read of an unknown message is set: a section with several titles is a list under its first. */
import type { GistPart } from "../../ipc/generated/GistPart";
import type { ReplyButton } from "../../ipc/generated/ReplyButton";

export interface GistSection {
  head: GistPart[];
  /** Each begins with a title: the products of a list, say. */
  items: GistPart[][];
}

export function buttonsOf(parts: readonly GistPart[]): ReplyButton[] {
  return parts.flatMap((part) => (part.type === "button" ? [part.button] : []));
}

/** What is to be read, without the buttons, which stand below. */
export function sectionOf(parts: readonly GistPart[]): GistSection {
  const groups: GistPart[][] = [[]];
  let titles = 0;
  for (const part of parts) {
    if (part.type === "button") continue;
    if (part.type === "title") titles += 1;
    if (part.type === "title" && titles > 1) groups.push([part]);
    else groups.at(-1)?.push(part);
  }
  const [head = [], ...items] = groups;
  return { head, items };
}
