/** What the backend answers for one id at a time: the newest question wins, and recent answers are kept. */
import { backend } from "../../ipc/backend";
import { asErrorReport } from "../../ipc/errors";
import type { ErrorReport } from "../../ipc/generated/ErrorReport";
import type { PrettyLine } from "../../ipc/generated/PrettyLine";
import type { RawLine } from "../../ipc/generated/RawLine";
import type { RequestView } from "../../ipc/generated/RequestView";
import type { SessionCallView } from "../../ipc/generated/SessionCallView";

export interface Loaded<T> {
  /** The answer for the id in question; null until it is there. */
  readonly value: T | null;
  /** Why there is none. */
  readonly failed: ErrorReport | null;
}

/** Going back and forth between a few lines asks nothing twice; more would only hold memory. */
const kept = 6;

/** Answers about what never changes: a line's bytes, a turn's request. */
export class Remembered<T> {
  readonly #answers = new Map<number, Promise<T>>();

  constructor(private readonly ask: (id: number) => Promise<T>) {}

  get(id: number): Promise<T> {
    const known = this.#answers.get(id);
    this.#answers.delete(id);
    const answer = known ?? this.#asked(id);
    this.#answers.set(id, answer);
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > kept && oldest.done !== true) this.#answers.delete(oldest.value);
    return answer;
  }

  clear(): void {
    this.#answers.clear();
  }

  #asked(id: number): Promise<T> {
    const answer = this.ask(id);
    // A refusal is not remembered: the next look asks again.
    answer.catch(() => {
      if (this.#answers.get(id) === answer) this.#answers.delete(id);
    });
    return answer;
  }
}

export const rawLines = new Remembered<RawLine>((id) => backend.call("line_raw", { id }));
export const prettyLines = new Remembered<PrettyLine>((id) => backend.call("line_pretty", { id }));
export const requests = new Remembered<RequestView>((id) => backend.call("turn_request", { id }));

/** Follows an id for as long as the component that calls this lives. */
export function loaded<T>(from: Remembered<T>, id: () => number | null): Loaded<T> {
  let of = $state.raw<number | null>(null);
  let value = $state.raw<T | null>(null);
  let failed = $state.raw<ErrorReport | null>(null);

  $effect(() => {
    const wanted = id();
    if (wanted === null) return;
    let isStale = false;
    from.get(wanted).then(
      (answer) => {
        if (isStale) return;
        of = wanted;
        value = answer;
        failed = null;
      },
      (thrown: unknown) => {
        if (isStale) return;
        of = wanted;
        value = null;
        failed = asErrorReport(thrown);
      },
    );
    return () => {
      isStale = true;
    };
  });

  return {
    // An answer to an earlier question is never given out as one to this.
    get value() {
      return of === id() ? value : null;
    },
    get failed() {
      return of === id() ? failed : null;
    },
  };
}

/** The calls beside the turns of a conversation, asked again whenever `changes` does. An earlier version kept none. */
export function sessionCalls(
  id: () => string,
  changes: () => unknown,
): { readonly value: SessionCallView[] } {
  let of = $state.raw("");
  let value = $state.raw<SessionCallView[]>([]);

  $effect(() => {
    const wanted = id();
    void changes();
    let isStale = false;
    backend.call("session_calls", { id: wanted }).then(
      (calls) => {
        if (isStale) return;
        of = wanted;
        value = calls;
      },
      // The turn's own request is what the tab is for; it says what is wrong if the history cannot be read.
      () => undefined,
    );
    return () => {
      isStale = true;
    };
  });

  return {
    get value() {
      return of === id() ? value : [];
    },
  };
}
