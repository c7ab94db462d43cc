/** Web addresses in a text: those with `http(s)://` before them, and bare domains with an ending that exists. */
import { isDomainEnding } from "./domain-endings";
import { boundaryAfter, boundaryBefore } from "./word-boundaries";

export interface Link {
  text: string;
  url: string;
}

/** What is looked at in one go: the end of it, and the link if it is one. */
export interface Looked {
  end: number;
  link: Link | null;
}

/** Signs that turn the direction of a text could make an address look like another one. */
const rest = /(?:(?!\]\()[^\s<>"`\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069])+/uy;
const scheme = /https?:\/\/(?=[\p{L}\p{N}[])/iuy;
const domainLike = /[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}.-]*/uy;
const port = /:\d{1,5}(?!\d)/y;
const path = /[/?#]/;

/** `at` is where a word begins: behind a space, punctuation or the end of what was looked at before. */
export function linkAt(source: string, at: number, from: number, to: number): Looked {
  return explicitAt(source, at, from, to) ?? bareAt(source, at, from, to);
}

function match(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
}

function explicitAt(source: string, at: number, from: number, to: number): Looked | null {
  if (at > from && !boundaryBefore(source, at)) return null;
  const begun = match(scheme, source, at);
  if (begun === null) return null;
  const all = match(rest, source, at) ?? begun;
  const text = withoutTail(all.slice(0, to - at));
  return text.length > begun.length ? { end: at + text.length, link: { text, url: text } } : null;
}

function bareAt(source: string, at: number, from: number, to: number): Looked {
  const run = (match(domainLike, source, at) ?? source.charAt(at)).slice(0, to - at);
  const none = { end: at + run.length, link: null };
  if (at > from && (!boundaryBefore(source, at) || isJoint(source, at - 1))) return none;
  const host = run.replace(/[.-]+$/, "");
  if (!isDomain(host)) return none;
  let end = at + host.length;
  if (host.length === run.length) {
    end += match(port, source, end)?.length ?? 0;
    if (path.test(source.charAt(end)) && end < to) {
      const tail = (match(rest, source, end) ?? "").slice(0, to - end);
      end = at + withoutTail(source.slice(at, end) + tail).length;
    }
  }
  // `ana@loja.com@x` and `loja.com_velha` are names of something else.
  if (
    end < to &&
    (source.charAt(end) === "@" || (source.charAt(end) === "_" && !boundaryAfter(source, end + 1)))
  )
    return none;
  const text = source.slice(at, end);
  return { end, link: { text, url: `https://${text}` } };
}

/** Behind these, or behind a word and an underscore, a domain is a part of something longer. */
function isJoint(source: string, at: number): boolean {
  const before = source.charAt(at);
  return /[@/\\.-]/.test(before) || (before === "_" && !boundaryBefore(source, at));
}

function isDomain(host: string): boolean {
  if (host.length > 253) return false;
  const labels = host.split(".");
  const last = labels.at(-1) ?? "";
  // `Ok.Me avise` lacks a space; nobody writes an ending with one capital.
  const oneCase = last === last.toLowerCase() || host === host.toUpperCase();
  return (
    labels.length > 1 &&
    oneCase &&
    isDomainEnding(last.toLowerCase()) &&
    labels.every((label) => /^[^-].{0,62}$/u.test(label) && !label.endsWith("-"))
  );
}

const closers: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Punctuation at the end belongs to the sentence, and so does a bracket that was opened before the address. */
function withoutTail(address: string): string {
  let end = address.length;
  const unmatched = new Map<string, number>();
  for (const [close, open] of Object.entries(closers))
    unmatched.set(close, address.split(close).length - address.split(open).length);
  while (end > 0) {
    const last = address.charAt(end - 1);
    const left = unmatched.get(last);
    if (left !== undefined) {
      if (left <= 0) break;
      unmatched.set(last, left - 1);
    } else if (!/[.,;:!?'*_~…。、，；：！？）」』】》”’»“‘«]/.test(last)) break;
    end -= 1;
  }
  return address.slice(0, end);
}
