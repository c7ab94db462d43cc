/** A hex dump, row by row. What is not text stands out, which is what one looks for in it. */

/** Bytes of a row: the usual number, and what a narrow pane has room for. */
export const WIDE_ROW = 16;
export const NARROW_ROW = 8;

/** Bytes in one piece that the backend is asked for: some screens of rows, and a whole number of them. */
export const PIECE_BYTES = 64 * 1024;

export interface HexCell {
  /** Two digits. */
  readonly hex: string;
  /** The character, or a dot for what cannot be seen. */
  readonly shown: string;
  readonly kind: "text" | "control" | "high";
}

export const rowCount = (bytes: number, rowBytes: number): number => Math.ceil(bytes / rowBytes);

/** Eight digits or more: where a row begins. */
export const rowOffset = (row: number, rowBytes: number): string =>
  (row * rowBytes).toString(16).padStart(8, "0");

/** The bytes of one row, out of a piece of the line that is written as hex. */
export function rowCells(piece: string, rowInPiece: number, rowBytes: number): HexCell[] {
  const digits = piece.slice(rowInPiece * rowBytes * 2, (rowInPiece + 1) * rowBytes * 2);
  const cells: HexCell[] = [];
  for (let at = 0; at + 2 <= digits.length; at += 2) {
    const hex = digits.slice(at, at + 2);
    const byte = Number.parseInt(hex, 16);
    const kind = byte >= 0x80 ? "high" : byte < 0x20 || byte === 0x7f ? "control" : "text";
    cells.push({ hex, shown: kind === "text" ? String.fromCharCode(byte) : "·", kind });
  }
  return cells;
}

/** Where the bytes that are not UTF-8 stand in the line, from where their stand-ins stand in its text. */
export function invalidOffsets(
  text: string,
  invalid: readonly { at: number; byte: number }[],
): ReadonlySet<number> {
  const offsets = new Set<number>();
  let offset = 0;
  let unit = 0;
  for (const { at } of invalid) {
    for (; unit < at; unit += 1) {
      const code = text.charCodeAt(unit);
      if (code < 0x80) offset += 1;
      else if (code < 0x800) offset += 2;
      else if (code >= 0xd800 && code <= 0xdbff) {
        offset += 4;
        unit += 1;
      } else offset += 3;
    }
    offsets.add(offset);
    // The stand-in is one unit long, and the byte is one byte.
    offset += 1;
    unit += 1;
  }
  return offsets;
}
