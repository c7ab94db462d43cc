/** The explanation of a badge, opened from elsewhere: it stands at what opened it. */
const anchors = new WeakMap<HTMLElement, Element>();

export function openExplanation(id: string, anchor: Element): void {
  const popover = document.getElementById(id);
  if (popover === null || popover.matches(":popover-open")) return;
  anchors.set(popover, anchor);
  popover.showPopover();
}

export function closeExplanation(id: string, anchor: Element): void {
  const popover = document.getElementById(id);
  if (popover !== null && anchors.get(popover) === anchor && popover.matches(":popover-open"))
    popover.hidePopover();
}

/** Where it stands: at its own button, unless something else has opened it. */
export function anchorOf(popover: HTMLElement, button: Element | undefined): Element | undefined {
  return anchors.get(popover) ?? button;
}

/** It is its own button's again. */
export function release(popover: HTMLElement): void {
  anchors.delete(popover);
}
