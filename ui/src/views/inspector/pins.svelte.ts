/** The two turns that are compared. They outlive the conversation that is open: an answer of another session counts too. */
import { backend } from "../../ipc/backend";
import { asErrorReport } from "../../ipc/errors";
import type { ErrorReport } from "../../ipc/generated/ErrorReport";
import type { Turn } from "../../ipc/generated/Turn";
import type { TurnComparison } from "../../ipc/generated/TurnComparison";
import { layout } from "./layout.svelte";
import { sentText } from "./sent";
import type { Subject } from "./subject";

export interface Pin {
  readonly turnId: number;
  readonly ordinal: number;
  /** What the customer said. */
  readonly said: string;
  readonly conversationId: string;
}

export function pinOf(conversation: Subject, turn: Turn): Pin {
  return {
    turnId: turn.id,
    ordinal: turn.ordinal,
    said: sentText(turn.sent),
    conversationId: conversation.id,
  };
}

class Pins {
  a = $state.raw<Pin | null>(null);
  b = $state.raw<Pin | null>(null);
  withoutTimes = $state(true);
  isBeside = $state(false);

  has(turnId: number): boolean {
    return this.a?.turnId === turnId || this.b?.turnId === turnId;
  }

  /** The first pin waits for the second, and with the second the difference is shown. */
  pin(pin: Pin): void {
    if (this.a === null) this.a = pin;
    else this.b = pin;
    if (this.b !== null) layout.tab = "compare";
  }

  unpin(turnId: number): void {
    if (this.b?.turnId === turnId) this.b = null;
    if (this.a?.turnId === turnId) {
      this.a = this.b;
      this.b = null;
    }
  }

  swap(): void {
    [this.a, this.b] = [this.b, this.a];
  }

  clear(): void {
    this.a = null;
    this.b = null;
  }
}

export const pins = new Pins();

export interface Compared {
  readonly value: TurnComparison | null;
  readonly failed: ErrorReport | null;
}

/** Follows the two pins for as long as the component that calls this lives. */
export function compared(): Compared {
  let value = $state.raw<TurnComparison | null>(null);
  let failed = $state.raw<ErrorReport | null>(null);

  $effect(() => {
    const { a, b, withoutTimes } = pins;
    if (a === null || b === null) {
      value = null;
      failed = null;
      return;
    }
    let isStale = false;
    backend.call("turns_compare", { a: a.turnId, b: b.turnId, withoutTimes }).then(
      (comparison) => {
        if (isStale) return;
        value = comparison;
        failed = null;
      },
      (thrown: unknown) => {
        if (isStale) return;
        value = null;
        failed = asErrorReport(thrown);
      },
    );
    return () => {
      isStale = true;
    };
  });

  return {
    get value() {
      return value;
    },
    get failed() {
      return failed;
    },
  };
}
