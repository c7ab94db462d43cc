/** Checks what is written as input events, with the place of each fault, and takes it apart for sending. */
import type { InputEvent } from "../ipc/generated/InputEvent";
import { type Field, type Shape, inputEvents, meant } from "./input-shape";
import { type JsonNodes, readJson } from "./json-nodes";

export type FaultWord =
  | "notJson"
  | "noEvent"
  | "keyCount"
  | "unknown"
  | "repeated"
  | "missing"
  | "empty"
  | "notText"
  | "notObject"
  | "notOneOf";

/** One thing that is wrong, or that only looks so. `from` and `to` count UTF-16 units. */
export interface Finding {
  from: number;
  to: number;
  severity: "error" | "warning";
  /** Which event it is in, from 1. */
  number: number;
  /** Where in the event, such as `messageEvent.role`; empty where it is about the event itself. */
  field: string;
  word: FaultWord;
  /** A count, or the words that are allowed. */
  detail: string;
  /** What an unknown key may have been meant to be. */
  meant: string | null;
}

/** Nobody reads more of them than this. */
const mostFindings = 100;

interface Member {
  node: number;
  key: string;
  /** Where the key stands, quotes included. */
  from: number;
  to: number;
}

export class InputCheck {
  readonly findings: Finding[] = [];
  readonly #nodes: JsonNodes;
  #number = 1;

  /** `unknown` says what a key is that the reference does not name. */
  constructor(
    readonly text: string,
    private readonly unknown: Finding["severity"],
  ) {
    this.#nodes = readJson(text);
    this.#checkAll();
  }

  get good(): boolean {
    return this.findings.every(({ severity }) => severity === "warning");
  }

  /** Each event as it was written, to the character. Only of a text that is good. */
  events(): InputEvent[] {
    return this.#eventNodes().map((node) => {
      const [only] = this.#members(node);
      if (only === undefined) throw new Error("a good event has a key");
      return { key: only.key, json: this.#nodes.source(only.node) };
    });
  }

  #eventNodes(): number[] {
    return this.#nodes.kind(0) === "array" ? this.#children(0) : [0];
  }

  #checkAll(): void {
    const { stop } = this.#nodes;
    if (stop !== null) {
      const to = Math.min(stop.at + 1, this.text.length);
      this.#add(Math.min(stop.at, Math.max(0, to - 1)), to, "", "notJson");
      return;
    }
    const events = this.#eventNodes();
    if (events.length === 0) this.#at(0, "", "noEvent");
    for (const event of events) {
      this.#checkEvent(event);
      this.#number += 1;
    }
  }

  #checkEvent(event: number): void {
    if (this.#nodes.kind(event) !== "object") {
      this.#at(event, "", "notObject");
      return;
    }
    const members = this.#members(event);
    const [only] = members;
    if (only === undefined || members.length !== 1) {
      this.#at(event, "", "keyCount", String(members.length));
      return;
    }
    const known = inputEvents.find(({ name }) => name === only.key);
    if (known !== undefined) this.#checkShape(only.node, known.shape, only.key);
    else if (only.key === "") this.#add(only.from, only.to, "", "unknown");
    else this.#unknown(only, only.key, inputEvents);
  }

  #checkShape(node: number, shape: Shape, path: string): void {
    const kind = this.#nodes.kind(node);
    if (shape.type === "text") {
      if (kind !== "string") this.#at(node, path, "notText");
    } else if (shape.type === "word") {
      const isOne = kind === "string" && shape.words.includes(this.#string(node));
      if (!isOne) this.#at(node, path, "notOneOf", shape.words.join(", "));
    } else if (kind !== "object") {
      this.#at(node, path, "notObject");
    } else if (shape.type === "object") {
      this.#checkFields(node, shape.fields, path);
    } else if (shape.type === "choice") {
      const members = this.#members(node);
      if (members.length !== 1) this.#at(node, path, "keyCount", String(members.length));
      else this.#checkKnown(members, shape.fields, path);
    }
  }

  #checkFields(node: number, fields: readonly Field[], path: string): void {
    const members = this.#members(node);
    this.#checkKnown(members, fields, path);
    for (const field of fields) {
      if (!field.required) continue;
      const member = members.find(({ key }) => key === field.name);
      const place = `${path}.${field.name}`;
      if (member === undefined) this.#at(node, place, "missing");
      else if (field.shape.type === "text" && this.#isBlank(member.node))
        this.#at(member.node, place, "empty");
    }
  }

  #checkKnown(members: readonly Member[], fields: readonly Field[], path: string): void {
    const seen = new Set<string>();
    for (const member of members) {
      const place = `${path}.${member.key}`;
      const field = fields.find(({ name }) => name === member.key);
      if (seen.has(member.key)) this.#add(member.from, member.to, place, "repeated");
      else if (field !== undefined) this.#checkShape(member.node, field.shape, place);
      else this.#unknown(member, place, fields);
      seen.add(member.key);
    }
  }

  #unknown(member: Member, place: string, fields: readonly Field[]): void {
    this.#add(member.from, member.to, place, "unknown", "", this.unknown, meant(member.key, fields));
  }

  #members(node: number): Member[] {
    if (this.#nodes.kind(node) !== "object") return [];
    return this.#children(node).map((child) => {
      const source = this.#nodes.key(child) ?? '""';
      // The key stands before its value, with a colon and white space between.
      const from = this.text.lastIndexOf(source, this.#nodes.start(child) - source.length);
      return { node: child, key: decoded(source), from, to: from + source.length };
    });
  }

  #children(node: number): number[] {
    return this.#nodes.children(node, this.#nodes.childCount(node));
  }

  #string(node: number): string {
    return decoded(this.#nodes.source(node));
  }

  #isBlank(node: number): boolean {
    return this.#nodes.kind(node) === "string" && this.#string(node).trim() === "";
  }

  #at(node: number, field: string, word: FaultWord, detail = ""): void {
    const start = this.#nodes.start(node);
    const end = this.#nodes.end(node);
    // A whole object would be underlined from its first brace to its last; its beginning is enough.
    const to = this.#nodes.isContainer(node) ? start + 1 : end;
    this.#add(start, to, field, word, detail);
  }

  #add(
    from: number,
    to: number,
    field: string,
    word: FaultWord,
    detail = "",
    severity: Finding["severity"] = "error",
    meantKey: string | null = null,
  ): void {
    if (this.findings.filter((found) => found.severity === severity).length >= mostFindings) return;
    this.findings.push({ from, to, severity, number: this.#number, field, word, detail, meant: meantKey });
  }
}

function decoded(source: string): string {
  return JSON.parse(source) as string;
}
