/** Takes up again what was sent: into the composer, or into the form that it came from. */
import { t } from "../i18n/index.svelte";
import { backend } from "../ipc/backend";
import type { SentEvent } from "../ipc/generated/SentEvent";
import type { FieldKind, Values } from "../text/input-forms";
import { layOut } from "../text/input-templates";
import { wordsOf } from "../text/sent-event";
import type { OpenConversation } from "./conversation.svelte";
import { dialogs } from "./dialogs.svelte";
import { drafts, incoming } from "./drafts.svelte";
import { toasts } from "./toasts.svelte";

function openFields(
  conversation: OpenConversation,
  kind: FieldKind,
  values: Record<string, string | null>,
): void {
  const filled: Values = {};
  for (const [name, value] of Object.entries(values)) filled[name] = value ?? "";
  const { fields } = drafts.of(conversation.id);
  drafts.change(conversation.id, { fields: { ...fields, [kind]: filled } });
  dialogs.show({ type: "sending", conversation, kind });
}

/** Opens the editor of raw events with this in it. */
export function editRaw(conversation: OpenConversation, json: string): void {
  drafts.change(conversation.id, { raw: layOut(json) });
  dialogs.show({ type: "sending", conversation, kind: "raw" });
}

export function editSent(conversation: OpenConversation, sent: SentEvent): void {
  if (sent.json !== undefined) {
    editRaw(conversation, sent.json);
    return;
  }
  switch (sent.type) {
    case "text":
      incoming.set(conversation.id, sent.text);
      break;
    case "message":
      editMessage(conversation, sent.content);
      break;
    case "buttonResponse":
      openFields(conversation, "button", { id: sent.id, title: sent.title });
      break;
    case "listReply": {
      const { id, title, description } = sent;
      openFields(conversation, "list", { id, title, description });
      break;
    }
    case "form": {
      const rows = sent.values.map(({ label, value }) => ({ name: label, value }));
      drafts.change(conversation.id, { rows });
      dialogs.show({ type: "sending", conversation, kind: "form" });
      break;
    }
    case "store": {
      const { storeId, name, cpName, city, state } = sent;
      openFields(conversation, "store", { storeId, name, cpName, city, state });
      break;
    }
  }
}

function editMessage(
  conversation: OpenConversation,
  content: Extract<SentEvent, { type: "message" }>["content"],
): void {
  if (content.type === "image") {
    openFields(conversation, "image", { url: content.url, caption: content.caption });
  } else if (content.type === "audio") {
    openFields(conversation, "audio", { url: content.url });
  } else if (content.type === "location") {
    const { latitude, longitude, name, address } = content;
    openFields(conversation, "location", { latitude, longitude, name, address });
  }
}

export async function copyWords(sent: SentEvent): Promise<void> {
  try {
    await backend.call("clipboard_write", { text: sent.type === "other" ? sent.json : wordsOf(sent) });
    toasts.say(t("sent.copied"));
  } catch (reason) {
    toasts.refuse(reason);
  }
}
