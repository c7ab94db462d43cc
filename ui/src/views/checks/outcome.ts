/** How outcomes look: a colour for each, as pills have them. */
import type { Outcome } from "../../state/checks-run.svelte";

export const tones = {
  passed: "good",
  flaky: "warn",
  failed: "bad",
  error: "info",
  open: "plain",
} as const satisfies Record<Outcome, string>;
