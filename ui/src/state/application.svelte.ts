/** What the whole window knows: merchants, the keychain, notices. Follows `application_watch`. */
import { backend } from "../ipc/backend";
import { asErrorReport } from "../ipc/errors";
import type { ApplicationChange } from "../ipc/generated/ApplicationChange";
import type { DemoShop } from "../ipc/generated/DemoShop";
import type { ErrorReport } from "../ipc/generated/ErrorReport";
import type { Keychain } from "../ipc/generated/Keychain";
import type { LeftByPage } from "../ipc/generated/LeftByPage";
import type { Merchant } from "../ipc/generated/Merchant";
import type { Notice } from "../ipc/generated/Notice";
import type { Overview } from "../ipc/generated/Overview";
import { history } from "./history.svelte";
import { showImported } from "./moving";
import { preferences } from "./preferences.svelte";
import { toasts } from "./toasts.svelte";

class Application {
  /** The first frame can be drawn. */
  ready = $state(false);
  failed = $state.raw<ErrorReport | null>(null);
  version = $state("");
  dataFolder = $state("");
  merchants = $state.raw<Merchant[]>([]);
  demoShops = $state.raw<DemoShop[]>([]);
  keychain = $state.raw<Keychain>({ state: "unknown" });
  notices = $state.raw<Notice[]>([]);
  #selected = $state<string | null>(null);
  #watching = false;
  /** What has been read and put away, which is not told again. */
  #dismissed = new Set<string>();

  /** The merchant whom a new conversation is with. */
  get merchant(): Merchant | null {
    return this.merchantById(this.#selected) ?? this.merchants[0] ?? null;
  }

  /** Nobody has added a merchant of their own, and nothing has been said yet. */
  get untouched(): boolean {
    return (
      history.loaded && history.all.length === 0 && this.merchants.every((merchant) => merchant.simulated)
    );
  }

  merchantById(id: string | null): Merchant | undefined {
    return this.merchants.find((merchant) => merchant.id === id);
  }

  selectMerchant(id: string): void {
    this.#selected = id;
  }

  /** A merchant as a command answered it; the watch says the same a moment later. */
  takeMerchant(merchant: Merchant): void {
    const known = this.merchants.some(({ id }) => id === merchant.id);
    this.merchants = known
      ? this.merchants.map((held) => (held.id === merchant.id ? merchant : held))
      : [...this.merchants, merchant];
  }

  dismiss(notice: Notice): void {
    this.#dismissed.add(JSON.stringify(notice));
    this.notices = this.notices.filter((held) => held !== notice);
  }

  /** Goes on where a page was that ended by itself, before the first frame of this one is drawn. */
  comeBack: ((left: LeftByPage) => Promise<void>) | null = null;

  /** Once more after a start that failed. What watches already goes on watching. */
  retry(): Promise<void> {
    return this.start(this.#watching);
  }

  async start(watching = false): Promise<void> {
    this.failed = null;
    try {
      // Watching begins first: what changes between the two is then seen at least once.
      if (!watching)
        await backend.callWithChannel(
          "application_watch",
          null,
          (change) => this.#take(change),
          () => void this.#readAgain(),
        );
      this.#watching = true;
      const overview = await this.#read();
      preferences.take(overview.preferences);
      await history.load();
      const latest = history.all[0];
      if (latest !== undefined && this.merchantById(latest.merchantId)) this.#selected = latest.merchantId;
      if (overview.left !== null) await this.comeBack?.(overview.left);
      this.ready = true;
    } catch (reason) {
      this.failed = asErrorReport(reason);
    }
  }

  async #read(): Promise<Overview> {
    const overview = await backend.call("overview", null);
    this.version = overview.version;
    this.dataFolder = overview.dataFolder;
    this.merchants = overview.merchants;
    this.demoShops = overview.demoShops;
    this.keychain = overview.keychain;
    this.notices = overview.notices.filter((notice) => !this.#dismissed.has(JSON.stringify(notice)));
    return overview;
  }

  /** A change was lost on its way: what it said is read anew. */
  async #readAgain(): Promise<void> {
    try {
      await this.#read();
      await history.load();
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  #take(change: ApplicationChange): void {
    switch (change.type) {
      case "merchants":
        this.merchants = change.merchants;
        break;
      case "conversation":
        history.take(change.conversation);
        break;
      case "conversationGone":
        history.drop(change.id);
        break;
      case "keychain":
        this.keychain = change.keychain;
        break;
      case "notice":
        this.notices = [...this.notices, change.notice];
        break;
      case "imported":
        showImported(change.imported);
        break;
      case "importRefused":
        toasts.refuse(change.error);
        break;
    }
  }
}

export const application = new Application();
