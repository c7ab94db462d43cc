/** The letters of the scripts that are written from right to left. */
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const letter = /\p{L}/u;

/** The last line begins on the right. One without letters goes with what is before it. */
export function endsRightToLeft(text: string): boolean {
  const lines = text.split("\n").map((line) => letter.exec(line)?.[0]);
  const first = lines.findLast((found) => found !== undefined);
  return first !== undefined && rightToLeft.test(first);
}
