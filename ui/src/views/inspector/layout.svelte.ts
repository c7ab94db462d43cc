/** How the inspector was left. It outlives the pane, which is taken down when it is folded away. */

export type InspectorTab = "events" | "request" | "timing";
export type DetailTab = "tree" | "pretty" | "raw";

class Layout {
  tab = $state<InspectorTab>("events");
  detail = $state<DetailTab>("tree");
  /** The list's part of the height, from 0 to 1. */
  split = $state(0.5);
}

export const layout = new Layout();
