/**
 * Where the keyboard is: the panes of the window as a round, and the place in each that was left last. What holds the
 * focus may go away (a button whose work is done, a dialog, a pane that is folded); the focus then stays near.
 */

const tabbable =
  "button:not(:disabled, [tabindex='-1']), [href], input:not(:disabled), textarea:not(:disabled), [tabindex='0']:not([role='separator'])";
/** Where one wants to be in a pane that was not visited yet: the field, the list, or what is chosen. */
const starts = ["textarea", "[role='listbox'][tabindex='0']", "[aria-current='true']", tabbable];

const lastPlaces = new WeakMap<HTMLElement, HTMLElement>();
let lastPane: HTMLElement | null = null;
let lastFocused: HTMLElement | null = null;
/** The conversation of the list that it was in: its row is drawn anew elsewhere when it is pinned. */
let lastRow: string | null = null;

function panes(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-pane]")].filter(
    (pane) => pane.closest("[inert]") === null,
  );
}

function paneOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>("[data-pane]") ?? null;
}

function remember(event: FocusEvent): void {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return;
  lastFocused = target;
  lastRow = target.closest<HTMLElement>("[data-conversation-id]")?.dataset["conversationId"] ?? null;
  const pane = paneOf(target);
  if (pane === null) return;
  lastPane = pane;
  // A border is at the edge of its pane, and no place in it.
  if (target.getAttribute("role") !== "separator") lastPlaces.set(pane, target);
}

function enter(pane: HTMLElement): void {
  const last = lastPlaces.get(pane);
  if (last !== undefined && pane.contains(last)) last.focus();
  if (pane.contains(document.activeElement)) return;
  for (const start of starts) {
    pane.querySelector<HTMLElement>(start)?.focus();
    if (pane.contains(document.activeElement)) return;
  }
}

/** Puts the focus into the next pane (1) or the one before (-1), where it was there last. */
export function focusPane(step: 1 | -1): void {
  const round = panes();
  const at = round.findIndex((pane) => pane === paneOf(document.activeElement));
  const next = at === -1 ? (step === 1 ? 0 : round.length - 1) : (at + step + round.length) % round.length;
  const pane = round[next];
  if (pane !== undefined) enter(pane);
}

/** What had the focus is gone and nothing else has taken it: it goes to the same dialog, or to the same pane. */
function rescue(): void {
  if (lastFocused === null || lastFocused.isConnected || document.activeElement !== document.body) return;
  lastFocused = null;
  const dialog = [...document.querySelectorAll<HTMLElement>("dialog[open]")].at(-1);
  const pane = lastPane?.isConnected === true ? lastPane : document.querySelector<HTMLElement>("main");
  const rows = [...(pane?.querySelectorAll<HTMLElement>("[data-conversation-id]") ?? [])];
  const row = rows.find(({ dataset }) => dataset["conversationId"] === lastRow);
  if (dialog !== undefined) dialog.focus();
  else if (row !== undefined) row.querySelector<HTMLElement>("button")?.focus();
  else if (pane !== null) enter(pane);
}

/** Follows the focus until the answer is called. */
export function followFocus(): () => void {
  document.addEventListener("focusin", remember);
  const observer = new MutationObserver(rescue);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", remember);
    observer.disconnect();
  };
}
