/** The catalog of a merchant: what is known of it, and how a feed is looked at, corrected and imported. */
import { backend } from "../ipc/backend";
import { asErrorReport } from "../ipc/errors";
import type { CatalogImported } from "../ipc/generated/CatalogImported";
import type { CatalogPreview } from "../ipc/generated/CatalogPreview";
import type { CatalogProgress } from "../ipc/generated/CatalogProgress";
import type { CatalogSummary } from "../ipc/generated/CatalogSummary";
import type { ErrorReport } from "../ipc/generated/ErrorReport";
import type { FeedFile } from "../ipc/generated/FeedFile";
import type { FeedReading } from "../ipc/generated/FeedReading";
import { toasts } from "./toasts.svelte";
import { truth } from "./truth.svelte";

/** One feed on its way into the catalog of a merchant. */
export class CatalogImport {
  readonly merchantId: string;
  readonly file: FeedFile;
  /** What the person says of the feed, over what was recognised. */
  reading = $state.raw<FeedReading>({ format: null, columns: [], currency: null, shop: null });
  preview = $state.raw<CatalogPreview | null>(null);
  failed = $state.raw<ErrorReport | null>(null);
  progress = $state.raw<CatalogProgress | null>(null);
  imported = $state.raw<CatalogImported | null>(null);
  cancelled = $state(false);
  #looks = 0;

  constructor(merchantId: string, file: FeedFile) {
    this.merchantId = merchantId;
    this.file = file;
  }

  get running(): boolean {
    return this.progress !== null;
  }

  get #feed() {
    return { merchantId: this.merchantId, handle: this.file.handle, reading: this.reading };
  }

  async look(): Promise<void> {
    this.#looks += 1;
    const look = this.#looks;
    try {
      const preview = await backend.call("catalog_preview", this.#feed);
      if (look !== this.#looks) return;
      this.preview = preview;
      this.failed = null;
    } catch (reason) {
      if (look === this.#looks) this.failed = asErrorReport(reason);
    }
  }

  /** A column is this field, or none. */
  correct(column: string, field: string | null): Promise<void> {
    const columns = this.reading.columns.filter((each) => each.column !== column);
    return this.#read({ columns: [...columns, { column, field }] });
  }

  setCurrency(currency: string): Promise<void> {
    const said = currency.trim() === "" ? null : currency.trim().toUpperCase();
    return said === this.reading.currency ? Promise.resolve() : this.#read({ currency: said });
  }

  setShop(shop: string): Promise<void> {
    return this.#read({ shop: shop.trim() === "" ? null : shop.trim() });
  }

  #read(change: Partial<FeedReading>): Promise<void> {
    this.reading = { ...this.reading, ...change };
    return this.look();
  }

  async run(): Promise<void> {
    this.cancelled = false;
    this.failed = null;
    this.progress = { part: "surveying", share: 0, rows: 0, totalRows: 0 };
    try {
      this.imported = await backend.callWithChannel("catalog_import", this.#feed, (progress) => {
        if (this.running) this.progress = progress;
      });
      this.cancelled = this.imported === null;
      if (this.imported !== null) {
        catalogs.take(this.merchantId, this.imported.summary);
        truth.stale();
      }
    } catch (reason) {
      this.failed = asErrorReport(reason);
    } finally {
      this.progress = null;
    }
  }

  async cancel(): Promise<void> {
    try {
      await backend.call("catalog_import_cancel", { id: this.merchantId });
    } catch (reason) {
      toasts.refuse(reason);
    }
  }
}

class Catalogs {
  /** Of the merchant that was asked for last; `undefined` until it has answered. */
  summary = $state.raw<CatalogSummary | null | undefined>(undefined);
  #merchantId: string | null = null;

  async load(merchantId: string): Promise<void> {
    if (this.#merchantId !== merchantId) this.summary = undefined;
    this.#merchantId = merchantId;
    try {
      const summary = await backend.call("catalog_summary", { id: merchantId });
      this.take(merchantId, summary);
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  take(merchantId: string, summary: CatalogSummary | null): void {
    if (this.#merchantId === merchantId) this.summary = summary;
  }

  /** Asks for a feed; nothing where the person has changed their mind. */
  async choose(merchantId: string): Promise<CatalogImport | null> {
    try {
      const file = await backend.call("catalog_choose", null);
      if (file === null) return null;
      const importing = new CatalogImport(merchantId, file);
      void importing.look();
      return importing;
    } catch (reason) {
      toasts.refuse(reason);
      return null;
    }
  }

  /** What the demo merchant's shops sell becomes its catalog. */
  async demo(merchantId: string): Promise<void> {
    try {
      const { summary } = await backend.call("catalog_demo", null);
      this.take(merchantId, summary);
      truth.stale();
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  async remove(merchantId: string): Promise<void> {
    try {
      await backend.call("catalog_remove", { id: merchantId });
      this.take(merchantId, null);
      truth.stale();
    } catch (reason) {
      toasts.refuse(reason);
    }
  }
}

export const catalogs = new Catalogs();
