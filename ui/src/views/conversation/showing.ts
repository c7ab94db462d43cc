/** Who looks at a conversation: the people who work on it, or an audience that is shown nothing technical. */
import { getContext, setContext } from "svelte";

export interface Showing {
  /** Ids, addresses, names of events, raw forms and limits are shown, tooltips included. */
  technical: boolean;
}

const key = Symbol("showing");
const toThoseWhoWorkOnIt: Showing = { technical: true };

/** For everything below the component that calls it. */
export function show(showing: Showing): void {
  setContext(key, showing);
}

/** As it was set above the component that calls it. */
export function shownTo(): Showing {
  return getContext<Showing | undefined>(key) ?? toThoseWhoWorkOnIt;
}
