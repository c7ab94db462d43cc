/** What jsdom lacks of the browser that the window runs in. */
import { configure } from "@testing-library/svelte";

import { setLanguage } from "../src/i18n/index.svelte";

// A machine that does something else besides may take its time.
configure({ asyncUtilTimeout: 15_000 });

HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  this.open = false;
};
HTMLElement.prototype.showPopover ??= () => undefined;
HTMLElement.prototype.hidePopover ??= () => undefined;
Element.prototype.scrollIntoView ??= () => undefined;
Element.prototype.scrollTo ??= () => undefined;
Element.prototype.scrollBy ??= () => undefined;
// The editor measures its text in an animation frame, which may still come when its test is over.
Range.prototype.getClientRects ??= () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect ??= () => new DOMRect();
window.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
window.matchMedia ??= (media) =>
  ({ matches: false, media, addEventListener: () => undefined }) as unknown as MediaQueryList;

setLanguage("en");
