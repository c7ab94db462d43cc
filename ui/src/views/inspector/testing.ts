/** A window without layout and a backend that answers what a test has laid ready. */
import { vi } from "vitest";

import { type Backend, useBackend } from "../../ipc/backend";
import type { Commands } from "../../ipc/generated/Commands";
import type { RawLine } from "../../ipc/generated/RawLine";
import { layout } from "./layout.svelte";
import { prettyLines, rawLines, requests } from "./loaded.svelte";
import { pins } from "./pins.svelte";

type Answers = { [N in keyof Commands]?: (input: Commands[N]["input"]) => unknown };

/** jsdom lays nothing out and scrolls nowhere; the virtualised lists only need these to be there. */
export function withoutLayout(): void {
  Element.prototype.scrollTo = () => undefined;
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
}

/** What the backend was asked, and what stands in the clipboard. */
export class Desk {
  calls: { command: string; input: unknown }[] = [];
  clipboard: string[] = [];
  raw: Partial<RawLine> = {};
  answers: Answers = {
    line_raw: ({ id }) => ({ id, ...rawText('{"a":1.10}'), ...this.raw }),
    line_pretty: ({ id }) => ({ id, text: null, problem: { type: "notJson", at: 0, fault: "value" } }),
    lines_matching: () => ({ ids: [] }),
    session_calls: () => [],
    clipboard_write: ({ text }) => {
      this.clipboard.push(text);
      return null;
    },
  };
  readonly restore: () => void;

  constructor() {
    layout.tab = "events";
    layout.detail = "tree";
    layout.raw = null;
    pins.clear();
    for (const remembered of [rawLines, prettyLines, requests]) remembered.clear();
    const fake = {
      call: (command: keyof Commands, input: never) => {
        this.calls.push({ command, input });
        const answer = this.answers[command] as ((input: never) => unknown) | undefined;
        return answer === undefined
          ? Promise.reject(new Error(command))
          : new Promise((resolve) => resolve(answer(input)));
      },
    };
    this.restore = useBackend(fake as unknown as Backend);
  }

  asked<N extends keyof Commands>(command: N): Commands[N]["input"][] {
    return this.calls
      .filter((call) => call.command === command)
      .map((call) => call.input as Commands[N]["input"]);
  }
}

export function rawText(text: string): Omit<RawLine, "id"> {
  return {
    bytes: new TextEncoder().encode(text).length,
    sha256: "c0ffee",
    text,
    invalidBytes: 0,
    invalid: [],
  };
}
