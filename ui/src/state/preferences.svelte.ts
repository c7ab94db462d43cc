/** How the person likes the window: applied at once, and written at once unless it goes on changing. */
import { setLanguage } from "../i18n/index.svelte";
import { backend } from "../ipc/backend";
import type { Preferences } from "../ipc/generated/Preferences";
import { toasts } from "./toasts.svelte";

/** A splitter that is dragged changes many times a second; the file is written when it rests. */
const restMs = 250;
export const zoomSteps = [60, 70, 80, 90, 100, 110, 125, 150, 175, 200] as const;

const initial: Preferences = {
  theme: "system",
  contrast: "system",
  language: "system",
  keys: {},
  enterSends: true,
  railWidth: 284,
  inspectorWidth: 420,
  railOpen: true,
  inspectorOpen: true,
  zoom: 100,
  loadMedia: true,
  welcomes: {},
};

class PreferencesStore {
  #value = $state.raw<Preferences>(initial);
  /** What the backend goes by. */
  #written = $state.raw<Preferences>(initial);
  #systemDark = $state(false);
  #systemContrast = $state(false);
  #rest: ReturnType<typeof setTimeout> | undefined;
  #writing = false;

  get value(): Preferences {
    return this.#value;
  }

  /** Off as soon as it is switched off; on once the backend fetches again. */
  get mediaLoads(): boolean {
    return this.#value.loadMedia && this.#written.loadMedia;
  }

  get dark(): boolean {
    return this.#value.theme === "dark" || (this.#value.theme === "system" && this.#systemDark);
  }

  get highContrast(): boolean {
    return this.#value.contrast === "high" || (this.#value.contrast === "system" && this.#systemContrast);
  }

  /** What the backend holds. */
  take(preferences: Preferences): void {
    this.#value = preferences;
    this.#written = preferences;
    this.#apply();
  }

  set(change: Partial<Preferences>): void {
    this.#value = { ...this.#value, ...change };
    this.#apply();
    clearTimeout(this.#rest);
    const isDragged = change.railWidth !== undefined || change.inspectorWidth !== undefined;
    this.#rest = setTimeout(() => void this.#write(), isDragged ? restMs : 0);
  }

  /** One after the other, so that the last word is the one that stays. */
  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#written !== this.#value) {
      const wanted = this.#value;
      try {
        await backend.call("preferences_set", wanted);
        this.#written = wanted;
      } catch (reason) {
        toasts.refuse(reason);
        break;
      }
    }
    this.#writing = false;
  }

  /** One step in (1) or out (-1). */
  zoomBy(direction: 1 | -1): void {
    const { zoom } = this.#value;
    const next =
      direction === 1 ? zoomSteps.find((step) => step > zoom) : zoomSteps.findLast((step) => step < zoom);
    if (next !== undefined) this.set({ zoom: next });
  }

  followSystem(): void {
    this.#follow("(prefers-color-scheme: dark)", (matches) => (this.#systemDark = matches));
    this.#follow("(prefers-contrast: more)", (matches) => (this.#systemContrast = matches));
    this.#apply();
  }

  #follow(query: string, take: (matches: boolean) => void): void {
    const media = window.matchMedia(query);
    take(media.matches);
    media.addEventListener("change", (event) => {
      take(event.matches);
      this.#apply();
    });
  }

  #apply(): void {
    setLanguage(this.#value.language);
    const root = document.documentElement;
    root.dataset["theme"] = this.dark ? "dark" : "light";
    root.dataset["contrast"] = this.highContrast ? "high" : "standard";
  }
}

export const preferences = new PreferencesStore();
