/** An error report in words: a sentence and a next step, in the language in force. */
import type { ErrorReport } from "../ipc/generated/ErrorReport";
import { shownName } from "../text/merchant-names";
import { isMessageKey, t } from "./index.svelte";

/** Every placeholder that a sentence may have, so that a report that leaves one out still reads. */
const blanks = {
  merchant: "",
  status: "",
  reason: "",
  host: "",
  seconds: "",
  bytes: "",
  code: "",
  location: "",
  call: "",
  field: "",
  limit: "",
  name: "",
  path: "",
  line: "",
  version: "",
  number: "",
  fault: "",
  detail: "",
  origin: "",
  file: "",
  why: "",
  suite: "",
  test: "",
  other: "",
};

function fieldName(field: string): string {
  const key = `field.${field}`;
  return isMessageKey(key) ? t(key) : field;
}

/** What is wrong with an input event, as a part of a sentence. */
export function faultSentence(word: string, field: string, detail: string): string {
  const key = `fault.${word}`;
  return isMessageKey(key) ? t(key, { field, detail }) : word;
}

/** The names of the gRPC status codes, by number. */
const grpcNames = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** `UNAVAILABLE (14)`, or the number as it came where it has no name. */
export function grpcCode(code: string): string {
  const name = /^\d{1,2}$/.test(code) ? grpcNames[Number(code)] : undefined;
  return name === undefined ? code : `${name} (${code})`;
}

function values(report: ErrorReport): Record<string, string> {
  const given: Record<string, string> = { ...blanks, ...report.params };
  // A sentence chooses by it whether there is a number to name.
  given["known"] = /^\d+(\.\d+)?$/.test(given["seconds"] ?? "") ? "yes" : "no";
  given["merchant"] = shownName(given["merchant"] ?? "");
  // A merchant that is tried before it is saved may have no name yet.
  given["named"] = given["merchant"] === "" ? "no" : "yes";
  given["code"] = grpcCode(given["code"] ?? "");
  given["coded"] = given["code"] === "" ? "no" : "yes";
  given["field"] = fieldName(given["field"] || (report.code === "inputEvent" ? "event" : ""));
  // A reason that is a code has words of its own in each language.
  const why = `errors.${report.code}.why.${given["why"] ?? ""}`;
  if (isMessageKey(why)) given["reason"] = t(why, given);
  given["fault"] = faultSentence(given["fault"] ?? "", given["field"], given["detail"] ?? "");
  return given;
}

function part(report: ErrorReport, name: "sentence" | "next"): string | null {
  const key = `errors.${report.code}.${name}`;
  return isMessageKey(key) ? t(key, values(report)) : null;
}

/** What happened. A code that the window does not know says what the backend wrote for logs. */
export function errorSentence(report: ErrorReport): string {
  return part(report, "sentence") ?? report.message;
}

/** What to do next. */
export function errorNext(report: ErrorReport): string {
  return part(report, "next") ?? t("errors.other.next");
}

/** The place in the window that the next step leads to. */
export type ErrorRemedy = "credentials" | "address" | "freshSession";

export function errorRemedy(report: ErrorReport): ErrorRemedy | null {
  switch (report.code) {
    case "keyRefused":
    case "keyMissing":
    case "keyForAnotherOrigin":
    case "keyInvalid":
    case "keychainUnavailable":
    case "keychainLocked":
    case "keychainTimeout":
    case "keychainCancelled":
      return "credentials";
    case "notFound":
    case "badRequest":
    case "redirected":
    case "baseUrlRefused":
    case "tlsFailed":
    case "connectTimeout":
    case "unreachable":
    case "unreadableAnswer":
      return "address";
    case "sessionGone":
    case "conversationClosed":
      return "freshSession";
    default:
      return null;
  }
}
