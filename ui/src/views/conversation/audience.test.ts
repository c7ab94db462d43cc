import { render } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import Audience from "../../../tests/Audience.svelte";
import { ConversationPage, handover, message } from "../../../tests/conversation-page";
import { conversation, event, product } from "../../../tests/samples";
import { attachment, breach, buttons, interactive, single } from "../../../tests/scenes-events";
import type { Event } from "../../ipc/generated/Event";
import { OpenConversation } from "../../state/conversation.svelte";

let page: ConversationPage;

beforeEach(() => {
  page = new ConversationPage();
});
afterEach(() => page.leave());

/** The one event as an audience sees it, or those who work on it. */
function presented(shown: Event, technical = false): HTMLElement {
  const opened = new OpenConversation(conversation());
  return render(Audience, { conversation: opened, event: shown, technical }).container;
}

describe("an audience", () => {
  /** Words that only those who work on a conversation understand. */
  const technical =
    /[a-z](?:Event|Message|Content)\b|\b[Ii]d\b|https?:|\.com\b|\.example\b|JSON|\braw\b|[Uu]nknown|characters|-25\.4|VST-0412|\bReason\b|clinicCode/;

  function wordsIn(element: HTMLElement): string {
    const hints = [...element.querySelectorAll("[title], [aria-label], [alt]")].flatMap((each) =>
      ["title", "aria-label", "alt"].map((name) => each.getAttribute(name) ?? ""),
    );
    return [element.textContent, ...hints].join("\n");
  }

  const events: [string, Event][] = [
    ["an unknown event", event("loyaltyEvent", { type: "unknown", json: "{}", problem: null })],
    [
      "an unreadable event",
      event("messageEvent", { type: "unknown", json: "{}", problem: { type: "notAnObject" } }),
    ],
    ["an unknown content", message({ type: "unknown", key: "stickerContent" })],
    [
      "an unknown interactive kind",
      interactive({ type: "other", key: "flowMessage", parts: [], cards: [], cut: true }),
    ],
    [
      "a readable unknown kind",
      interactive({
        type: "other",
        key: "carouselMessage",
        parts: [{ type: "link", url: "https://loja.example/p/1" }],
        cards: [[{ type: "image", url: "https://a.example/1.png" }]],
        cut: false,
      }),
    ],
    ["buttons that break limits", interactive(buttons(), [breach("buttonTitleLength", 27, 20)])],
    [
      "a file",
      interactive(
        buttons({
          attachment: attachment({ kind: "document", url: "https://a.example/b", filename: "Tabela" }),
        }),
      ),
    ],
    [
      "products",
      event("recommendationEvent", {
        type: "recommendation",
        products: [product(), product({ price: null })],
      }),
    ],
    ["a single product", interactive(single())],
    [
      "a place",
      message({ type: "location", latitude: "-25.4", longitude: "-49.2", name: "Loja", address: "Rua 1" }),
    ],
    [
      "a handover",
      handover("agentHandoverEvent", {
        trigger: false,
        reason: "The reason that is not for customers",
        reasonNative: "Um motivo",
        details: [{ label: "clinicCode", value: "7" }],
      }),
    ],
  ];

  it.each(events)("sees nothing technical of %s", (_, each) => {
    expect(wordsIn(presented(each))).not.toMatch(technical);
  });

  // All that a single product has is for customers.
  it.each(events.filter(([name]) => name !== "a single product"))(
    "would see more of %s if it worked on it",
    (_, each) => {
      expect(wordsIn(presented(each, true))).toMatch(technical);
    },
  );

  it("is told in plain words that something cannot be shown", () => {
    expect(presented(message({ type: "unknown", key: "x" })).textContent).toContain(
      "This message cannot be shown here.",
    );
  });
});
