/** A keychain that asks its owner for a password can take minutes: what waits for it says so, and can be let go. */
import { backend } from "../ipc/backend";
import { toasts } from "./toasts.svelte";

/** An answer within this time needs no words. */
const patienceMs = 1_200;

class KeychainWait {
  #waiting = $state(0);
  #dismissed = $state(false);

  get shown(): boolean {
    return this.#waiting > 0 && !this.#dismissed;
  }

  /** Waits for what may need a key of the keychain. */
  async whileWaiting<T>(answer: Promise<T>): Promise<T> {
    let counted = false;
    const patience = setTimeout(() => {
      counted = true;
      if (this.#waiting === 0) this.#dismissed = false;
      this.#waiting += 1;
    }, patienceMs);
    try {
      return await answer;
    } finally {
      clearTimeout(patience);
      if (counted) this.#waiting -= 1;
    }
  }

  dismiss(): void {
    this.#dismissed = true;
  }

  /** What was waiting fails with `keychainCancelled`, and that is shown. */
  cancel(): void {
    this.#dismissed = true;
    backend.call("keychain_cancel", null).catch((reason: unknown) => toasts.refuse(reason));
  }
}

export const keychainWait = new KeychainWait();
