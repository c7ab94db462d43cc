/** How the inspector was left. It outlives the pane, which is taken down when it is folded away. */

export type InspectorTab = "events" | "request" | "timing" | "compare";
export type DetailTab = "tree" | "pretty" | "raw";
export type RawForm = "text" | "hex";

class Layout {
  tab = $state<InspectorTab>("events");
  detail = $state<DetailTab>("tree");
  /** The list's part of the height, from 0 to 1. */
  split = $state(0.5);
  /** How raw lines are shown; null leaves it to the line. */
  raw = $state<RawForm | null>(null);
}

export const layout = new Layout();
