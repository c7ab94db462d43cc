/** A conversation on the page over a fake backend of its own, for the tests of what Sofia says. */
import { cleanup, render } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";

import { setLanguage } from "../src/i18n/index.svelte";
import { useBackend } from "../src/ipc/backend";
import type { Event } from "../src/ipc/generated/Event";
import type { EventBody } from "../src/ipc/generated/EventBody";
import type { MessageContent } from "../src/ipc/generated/MessageContent";
import { choices } from "../src/state/choices.svelte";
import { open } from "../src/state/conversation.svelte";
import { preferences } from "../src/state/preferences.svelte";
import { showConversation } from "../src/state/sessions";
import ConversationPane from "../src/views/conversation/ConversationPane.svelte";
import { FakeBackend, type Held } from "./fake-backend";
import { conversation, event, line, overview, turn } from "./samples";

export class ConversationPage {
  readonly fake = new FakeBackend();
  readonly #putBack = useBackend(this.fake);

  constructor() {
    preferences.take(overview().preferences);
  }

  /** One turn whose answer is these events, a line each, unless something else is held. */
  async show(events: Event[], held: Partial<Held> = {}): Promise<ReturnType<typeof userEvent.setup>> {
    const lines = events.map((each, index) => line({ id: index + 1, seq: index + 1, events: [each] }));
    await this.open(this.fake.add({ conversation: conversation(), turns: [turn()], lines, ...held }));
    return userEvent.setup();
  }

  async open(held: Held): Promise<void> {
    await showConversation(held.conversation);
    const { current } = open;
    if (current === null) throw new Error("nothing is open");
    render(ConversationPane, { conversation: current });
  }

  /** The events that were sent, turn by turn, each as its key and its value. */
  sent(): unknown[] {
    const turns = this.fake.called("conversation_send_events");
    return turns.map(({ events }) => events.map(({ key, json }) => [key, JSON.parse(json)]));
  }

  leave(): void {
    cleanup();
    open.show(null);
    choices.clear();
    setLanguage("en");
    this.#putBack();
  }
}

export function message(content: MessageContent): Event {
  return event("messageEvent", { type: "message", role: "assistant", content, createdAt: null });
}

export function handover(
  kind: string,
  change: Partial<Extract<EventBody, { type: "handover" }>> = {},
): Event {
  return event(kind, {
    type: "handover",
    trigger: true,
    reason: null,
    reasonNative: null,
    details: [],
    ...change,
  });
}
