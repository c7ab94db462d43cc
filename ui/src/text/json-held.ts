/** Long strings in a laid-out JSON text, of which only the beginning is shown until somebody asks for the rest. */
import { STRING_PART } from "./json-part";

/** Shorter ones are shown as they are: a screen or two of text is no burden. */
export const HOLD_FROM = 10_000;

/** What is held back of one string: from where to where, its closing quote excluded, in UTF-16 units. */
export interface Held {
  readonly from: number;
  readonly to: number;
}

/** A place at or before `at` where neither a character nor an escape is torn apart. */
function wholeBefore(text: string, start: number, at: number): number {
  let place = start;
  while (place < at) {
    const unit = text.charCodeAt(place);
    let width = 1;
    if (unit === 0x5c) width = text.charCodeAt(place + 1) === 0x75 ? 6 : 2;
    else if (unit >= 0xd800 && unit <= 0xdbff) width = 2;
    if (place + width > at) break;
    place += width;
  }
  return place;
}

/** The parts of a JSON text that are held back, in order. */
export function heldParts(text: string, holdFrom = HOLD_FROM, shown = STRING_PART): Held[] {
  const parts: Held[] = [];
  let at = text.indexOf('"');
  while (at !== -1) {
    let end = text.indexOf('"', at + 1);
    while (end !== -1) {
      let slashes = 0;
      while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes += 1;
      if (slashes % 2 === 0) break;
      end = text.indexOf('"', end + 1);
    }
    if (end === -1) end = text.length;
    if (end - at > holdFrom) parts.push({ from: wholeBefore(text, at + 1, at + 1 + shown), to: end });
    at = text.indexOf('"', end + 1);
  }
  return parts;
}

/** Bytes of a part of a text in UTF-8. */
export function utf8Bytes(text: string, from: number, to: number): number {
  let bytes = 0;
  for (let at = from; at < to; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit <= 0xdbff) {
      bytes += 4;
      at += 1;
    } else bytes += 3;
  }
  return bytes;
}
