/** Why a picture or a recording cannot be had: a sentence for its place, and what to do about it. */
import { locale, t, type MessageParams } from "../../i18n/index.svelte";
import type { MediaFailure } from "../../ipc/generated/MediaFailure";
import { formatBytes } from "../../text/bytes";

/** What the backend says, and what only the window can find out. */
export type Failure =
  | MediaFailure
  /** It is whole and of the right type, and cannot be decoded. */
  | { type: "undecodable" }
  /** This computer lacks the decoder. */
  | { type: "unplayable" }
  | { type: "internal"; reason: string };

/** The failures that may be gone a moment later. Of the others, the file or its address has to change first. */
const passing: ReadonlySet<Failure["type"]> = new Set([
  "notFound",
  "httpStatus",
  "insecure",
  "noAnswer",
  "timedOut",
  "internal",
]);

export function mayPass(failure: Failure): boolean {
  return passing.has(failure.type);
}

function params(failure: Failure): MessageParams {
  switch (failure.type) {
    case "tooLarge":
      return { limit: formatBytes(failure.limit, locale()) };
    case "tooManyPixels": {
      const number = new Intl.NumberFormat(locale());
      return { width: number.format(failure.width), height: number.format(failure.height) };
    }
    case "wrongType":
      return { declared: failure.declared ?? "none" };
    default:
      return { ...failure };
  }
}

export function failureSentence(failure: Failure): string {
  return t(`media.failed.${failure.type}`, params(failure));
}

export function failureNext(failure: Failure): string {
  return t(`media.next.${failure.type}`, params(failure));
}
