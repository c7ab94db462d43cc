/** Events to start from in the editor of raw events, and JSON laid out for reading. */
import type { MessageKey } from "../i18n/messages";
import { type JsonNodes, readJson } from "./json-nodes";

export interface Template {
  label: MessageKey;
  json: string;
}

function said(role: "USER" | "ASSISTANT", text: string): string {
  return `{"messageEvent":{"role":"${role}","content":{"textContent":{"text":"${text}"}}}}`;
}

function customer(content: string): string {
  return `{"messageEvent":{"role":"USER","content":${content}}}`;
}

export const templates: readonly Template[] = [
  { label: "sending.raw.text", json: said("USER", "Olá") },
  {
    label: "sending.raw.welcome",
    json: `[${said("ASSISTANT", "Oi! Posso ajudar?")},${said("USER", "Olá")}]`,
  },
  {
    label: "sending.image",
    json: customer('{"imageContent":{"url":"https://example.com/foto.jpg","caption":""}}'),
  },
  { label: "sending.audio", json: customer('{"audioContent":{"url":"https://example.com/audio.ogg"}}') },
  {
    label: "sending.location",
    json: customer(
      '{"locationContent":{"latitude":"-25.41914","longitude":"-49.26545","name":"","address":""}}',
    ),
  },
  { label: "sending.button", json: '{"buttonResponseEvent":{"id":"button-id","title":"Button Title"}}' },
  {
    label: "sending.list",
    json: '{"listReplyEvent":{"id":"list-item-id","title":"Option Title","description":"Option Description"}}',
  },
  {
    label: "sending.form",
    json: '{"filledFormResponseEvent":{"formData":{"name":"Ana","email":"ana@example.com"}}}',
  },
  {
    label: "sending.store",
    json: '{"storeEvent":{"storeId":"22473","name":"Centro","cpName":"","city":"Curitiba","state":"PR"}}',
  },
];

/** Deeper than this nothing is moved further to the right. */
const deepest = 40;

/** Lays JSON out, two spaces a level; keys and values stay as they were written. What is no JSON stays as it is. */
export function layOut(json: string): string {
  const nodes = readJson(json);
  if (nodes.stop !== null) return json;
  const parts: string[] = [];
  const ends: { behind: number; close: string }[] = [];
  const indent = (): string => `\n${"  ".repeat(Math.min(ends.length, deepest))}`;
  const close = (node: number): void => {
    for (let last = ends.at(-1); last !== undefined && node >= last.behind; last = ends.at(-1)) {
      ends.pop();
      parts.push(indent(), last.close);
    }
  };
  for (let node = 0; node < nodes.count; node += 1) {
    close(node);
    const parent = nodes.parent(node);
    if (parent !== null) parts.push(node === parent + 1 ? "" : ",", indent());
    const key = nodes.key(node);
    if (key !== null) parts.push(key, ": ");
    writeNode(nodes, node, parts, ends);
  }
  close(nodes.count);
  return parts.join("");
}

function writeNode(
  nodes: JsonNodes,
  node: number,
  parts: string[],
  ends: { behind: number; close: string }[],
): void {
  if (!nodes.isContainer(node)) {
    parts.push(nodes.source(node));
    return;
  }
  const [open, shut] = nodes.kind(node) === "object" ? ["{", "}"] : ["[", "]"];
  if (nodes.childCount(node) === 0) {
    parts.push(open, shut);
    return;
  }
  parts.push(open);
  ends.push({ behind: nodes.after(node), close: shut });
}
