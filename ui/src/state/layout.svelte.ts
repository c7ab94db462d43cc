/** How wide each pane is, and which are folded. The person's own widths are kept even where the window is too small. */
import { preferences } from "./preferences.svelte";

export const railMin = 190;
export const railMax = 380;
/** What a double click on the border goes back to. */
export const usualRailWidth = 284;
export const usualInspectorWidth = 400;
export const inspectorMin = 320;
export const inspectorMax = 900;
/** The conversation never gets narrower while the inspector stands beside it. */
const conversationMin = 380;
/** Below this the inspector lies over the conversation. */
export const narrowBelow = 900;
/** Below this the rail does too. */
const slimBelow = 640;

class Layout {
  /** Of the window, in pixels of the page. */
  width = $state(1280);
  #drawer = $state(false);

  get narrow(): boolean {
    return this.width < narrowBelow;
  }

  get railShown(): boolean {
    return preferences.value.railOpen && this.width >= slimBelow;
  }

  get rail(): number {
    return Math.min(railMax, Math.max(railMin, preferences.value.railWidth));
  }

  /** So wide may the inspector be in this window. */
  get inspectorRoom(): number {
    const rail = this.railShown ? this.rail : 0;
    return Math.min(inspectorMax, Math.max(inspectorMin, this.width - rail - conversationMin));
  }

  get inspector(): number {
    if (this.narrow) return Math.min(460, this.width - 48);
    return Math.min(this.inspectorRoom, Math.max(inspectorMin, preferences.value.inspectorWidth));
  }

  get drawerOpen(): boolean {
    return this.narrow && this.#drawer;
  }

  get inspectorShown(): boolean {
    return this.narrow ? this.#drawer : preferences.value.inspectorOpen;
  }

  toggleInspector(): void {
    if (this.narrow) this.#drawer = !this.#drawer;
    else preferences.set({ inspectorOpen: !preferences.value.inspectorOpen });
  }

  showInspector(): void {
    if (!this.inspectorShown) this.toggleInspector();
  }

  /** Whether there was a drawer to close. */
  closeDrawer(): boolean {
    const open = this.drawerOpen;
    this.#drawer = false;
    return open;
  }

  toggleRail(): void {
    preferences.set({ railOpen: !preferences.value.railOpen });
  }
}

export const layout = new Layout();
