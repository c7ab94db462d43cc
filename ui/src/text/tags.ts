/** Tags as a person writes them: one after the other, with commas between them. */

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Tags that differ in case alone are one; a leading # is how tags are often written, and no part of them. */
export function readTags(written: string): string[] {
  const tags: string[] = [];
  for (const part of written.split(/[,;\n]/)) {
    const tag = part.trim().replace(/\s+/g, " ").replace(/^#+/, "");
    if (tag !== "" && !tags.some((known) => same(known, tag))) tags.push(tag);
  }
  return tags;
}

export function withoutTag(tags: readonly string[], tag: string): string[] {
  return tags.filter((each) => !same(each, tag));
}
