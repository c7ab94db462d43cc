/** The tags that are in use. */
import { backend } from "../ipc/backend";
import type { TagUse } from "../ipc/generated/TagUse";

/** Lists change in bursts; what they hold is read when they rest. */
const restMs = 300;

class Tags {
  all = $state.raw<TagUse[]>([]);
  #rest: ReturnType<typeof setTimeout> | undefined;

  readSoon(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.read(), restMs);
  }

  async read(): Promise<void> {
    try {
      this.all = await backend.call("tags_list", null);
    } catch {
      // Without them there is no way to filter by them; what keeps the history from being read is told where it is read.
      this.all = [];
    }
  }
}

export const tags = new Tags();
