/**
 * The only file that calls the backend. Everything else in the window goes through `backend`, so that a command's
 * name, its input, its channel and its answer are typed together, and a rejection is always a `CommandError`.
 */
import { convertFileSrc, invoke } from "@tauri-apps/api/core";

import { PatientChannel } from "./channel";
import { CommandError, asErrorReport, subjectOf } from "./errors";
import type { Commands } from "./generated/Commands";

type Name = keyof Commands;
type WithChannel = { [N in Name]: Commands[N] extends { channel: never } ? never : N }[Name];
type Plain = Exclude<Name, WithChannel>;

/** What the rest of the window sees; tests put a fake of it in place with `useBackend`. */
export interface Backend {
  call<N extends Plain>(command: N, input: Commands[N]["input"]): Promise<Commands[N]["output"]>;
  /**
   * `receive` gets the messages that the command sends over its channel, for as long as it sends any; `lost` hears
   * that some have not come.
   */
  callWithChannel<N extends WithChannel>(
    command: N,
    input: Commands[N]["input"],
    receive: (message: Commands[N]["channel"]) => void,
    lost?: () => void,
  ): Promise<Commands[N]["output"]>;
  /** Where `<img>` finds a picture that a message names: the backend fetches it, never the page. */
  imageAddress(merchantId: string, source: string, attempt: number, kept?: boolean): string;
  /** Where `<img>` finds a merchant's logo; `version` changes with it. */
  logoAddress(merchantId: string, version: number): string;
}

async function invoked<T>(command: string, payload: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, payload);
  } catch (thrown) {
    throw new CommandError(command, asErrorReport(thrown));
  }
}

const tauri: Backend = {
  call: (command, input) => invoked(command, { input }),
  callWithChannel: (command, input, receive, lost = () => undefined) => {
    const channel = new PatientChannel<Commands[typeof command]["channel"]>(receive, lost);
    return invoked(command, { input, channel });
  },
  logoAddress: (merchantId, version) =>
    `${convertFileSrc("", "sofia-img")}logo/${encodeURIComponent(merchantId)}?version=${version}`,
  imageAddress: (merchantId, source, attempt, kept = false) => {
    const query = new URLSearchParams({ merchantId, source, attempt: String(attempt) });
    if (kept) query.set("kept", "1");
    return `${convertFileSrc("", "sofia-img")}?${query}`;
  },
};

let current: Backend = tauri;

let answered: (command: string, subject: string) => void = () => undefined;

/** `then` hears which commands have been done, and about what: what one was refused for before is over then. */
export function whenAnswered(then: (command: string, subject: string) => void): void {
  answered = then;
}

async function told<T>(command: string, input: unknown, answer: Promise<T>): Promise<T> {
  const subject = subjectOf(input);
  try {
    const output = await answer;
    answered(command, subject);
    return output;
  } catch (thrown) {
    if (thrown instanceof CommandError) thrown.subject = subject;
    throw thrown;
  }
}

export const backend: Backend = {
  call: (command, input) => told(command, input, current.call(command, input)),
  callWithChannel: (command, input, receive, lost) =>
    told(command, input, current.callWithChannel(command, input, receive, lost)),
  logoAddress: (merchantId, version) => current.logoAddress(merchantId, version),
  imageAddress: (merchantId, source, attempt, kept) =>
    current.imageAddress(merchantId, source, attempt, kept),
};

/** Puts another backend in place of the real one; returns the way back. */
export function useBackend(other: Backend): () => void {
  const before = current;
  current = other;
  return () => {
    current = before;
  };
}
