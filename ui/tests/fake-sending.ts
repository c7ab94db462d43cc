/** What the backend makes of input events: refused as it refuses them, and read back as it reads them. */
import { CommandError } from "../src/ipc/errors";
import type { InputEvent } from "../src/ipc/generated/InputEvent";
import type { MessageContent } from "../src/ipc/generated/MessageContent";
import type { SentEvent } from "../src/ipc/generated/SentEvent";
import { error } from "./samples";

const known = [
  "messageEvent",
  "buttonResponseEvent",
  "listReplyEvent",
  "filledFormResponseEvent",
  "storeEvent",
];

type Fields = Record<string, unknown>;

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function contentOf(content: Fields): MessageContent | null {
  const [key, value] = Object.entries(content)[0] ?? ["", {}];
  const fields = value as Fields;
  switch (key) {
    case "textContent":
      return { type: "text", text: text(fields["text"]) ?? "" };
    case "audioContent":
      return { type: "audio", url: text(fields["url"]) ?? "" };
    case "imageContent":
      return { type: "image", url: text(fields["url"]) ?? "", caption: text(fields["caption"]) };
    case "locationContent":
      return {
        type: "location",
        latitude: text(fields["latitude"]),
        longitude: text(fields["longitude"]),
        name: text(fields["name"]),
        address: text(fields["address"]),
      };
    default:
      return null;
  }
}

function readBack({ key, json }: InputEvent): SentEvent {
  const value = JSON.parse(json) as Fields;
  const other: SentEvent = { type: "other", key, json: `{${JSON.stringify(key)}:${json}}` };
  const [id, title] = [text(value["id"]) ?? "", text(value["title"]) ?? ""];
  switch (key) {
    case "messageEvent": {
      const content = contentOf((value["content"] ?? {}) as Fields);
      const role = value["role"] === "ASSISTANT" ? "assistant" : "user";
      if (content === null) return other;
      return content.type === "text"
        ? { type: "text", text: content.text, role }
        : { type: "message", role, content };
    }
    case "buttonResponseEvent":
      return { type: "buttonResponse", id, title };
    case "listReplyEvent":
      return { type: "listReply", id, title, description: text(value["description"]) };
    case "filledFormResponseEvent": {
      const form = (value["formData"] ?? {}) as Fields;
      const values = Object.entries(form).map(([label, each]) => ({ label, value: String(each) }));
      return { type: "form", values };
    }
    case "storeEvent":
      return {
        type: "store",
        storeId: text(value["storeId"]) ?? "",
        name: text(value["name"]),
        cpName: text(value["cpName"]),
        city: text(value["city"]),
        state: text(value["state"]),
      };
    default:
      return other;
  }
}

/** What was sent, as a turn shows it. The types of known fields are checked by the real backend's own tests. */
export function sentEvents(events: InputEvent[], allowUnknown: boolean): SentEvent[] {
  return events.map((event, index) => {
    if (!known.includes(event.key) && !allowUnknown) {
      const params = { number: String(index + 1), field: event.key, fault: "unknown", detail: "" };
      const report = error({ code: "inputEvent", params, answer: null, delivery: null });
      throw new CommandError("conversation_send_events", report);
    }
    return readBack(event);
  });
}
