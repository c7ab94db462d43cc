/** Which kinds of lines and events the inspector tells apart, and how it names and colours them. */
import type { MessageKey } from "../../i18n/index.svelte";
import type { Line } from "../../ipc/generated/Line";
import type { LineClass } from "../../ipc/generated/LineClass";

/** Families share a colour; the name beside it says the rest. */
export type Family =
  "message" | "recommendation" | "suggestion" | "handover" | "interactive" | "unknown" | "error" | "quiet";

interface Known {
  family: Family;
  label: MessageKey;
}

const KNOWN: ReadonlyMap<string, Known> = new Map<string, Known>([
  ["messageEvent", { family: "message", label: "inspector.kind.message" }],
  ["recommendationEvent", { family: "recommendation", label: "inspector.kind.recommendation" }],
  ["chatSuggestionEvent", { family: "suggestion", label: "inspector.kind.suggestion" }],
  ["agentHandoverEvent", { family: "handover", label: "inspector.kind.agentHandover" }],
  ["storefrontHandoverEvent", { family: "handover", label: "inspector.kind.storefrontHandover" }],
  ["orderStatusHandoverEvent", { family: "handover", label: "inspector.kind.orderStatusHandover" }],
  ["locationQueryHandoverEvent", { family: "handover", label: "inspector.kind.locationQueryHandover" }],
  ["leadgenHandoverEvent", { family: "handover", label: "inspector.kind.leadgenHandover" }],
  ["onelivDoctorHandoverEvent", { family: "handover", label: "inspector.kind.doctorHandover" }],
  ["connectlyInteractiveEvent", { family: "interactive", label: "inspector.kind.interactive" }],
]);

/** The names of all kinds, in their order; a search takes each of them behind `kind:`. */
export const KIND_LABELS: readonly MessageKey[] = Array.from(KNOWN.values(), ({ label }) => label);

const CLASS_LABELS: Record<LineClass, MessageKey> = {
  events: "inspector.class.events",
  noEvents: "inspector.class.noEvents",
  keepAlive: "inspector.class.keepAlive",
  error: "inspector.class.error",
  unknownShape: "inspector.class.unknownShape",
  notJson: "inspector.class.notJson",
  tooLong: "inspector.class.tooLong",
};

/** Both spellings of a key are the same event. */
const camel = (key: string): string =>
  key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The message that names a kind, or null where the key itself is the best name there is. */
export function kindLabel(kind: string): MessageKey | null {
  return KNOWN.get(camel(kind))?.label ?? null;
}

export function kindFamily(kind: string): Family {
  return KNOWN.get(camel(kind))?.family ?? (camel(kind).endsWith("HandoverEvent") ? "handover" : "unknown");
}

export function classLabel(lineClass: LineClass): MessageKey {
  return CLASS_LABELS[lineClass];
}

export function classFamily(lineClass: LineClass): Family {
  if (lineClass === "keepAlive" || lineClass === "noEvents") return "quiet";
  return lineClass === "events" || lineClass === "unknownShape" ? "unknown" : "error";
}

/** What a row is called for automation: the key of the first event, or the class where there is none. */
export function rowKind(line: Line): string {
  return line.kinds[0] ?? line.class;
}

export interface KindCount {
  kind: string;
  count: number;
}

/** Equal kinds counted, in the order in which they first come. */
export function kindCounts(kinds: readonly string[]): KindCount[] {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Array.from(counts, ([kind, count]) => ({ kind, count }));
}

/** The distinct families of a line in order, for its marks. */
export function lineFamilies(line: Line): Family[] {
  if (line.class === "error") return ["error"];
  if (line.kinds.length === 0) return [classFamily(line.class)];
  return [...new Set(line.kinds.map(kindFamily))];
}
