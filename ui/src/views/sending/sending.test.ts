import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import PaneWithDialogs from "../../../tests/PaneWithDialogs.svelte";
import { FakeBackend, type Held } from "../../../tests/fake-backend";
import { conversation, error, merchant, overview } from "../../../tests/samples";
import { useBackend } from "../../ipc/backend";
import { application } from "../../state/application.svelte";
import { open } from "../../state/conversation.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import { drafts } from "../../state/drafts.svelte";
import { preferences } from "../../state/preferences.svelte";
import { showConversation, startConversation } from "../../state/sessions";
import { toasts } from "../../state/toasts.svelte";

let fake: FakeBackend;
let putBack: () => void;

// What the editor asks of a browser and jsdom has not.
document.execCommand ??= () => false;
const media = window.matchMedia.bind(window);
window.matchMedia = (query) =>
  Object.assign(media(query), { addListener: () => undefined, removeListener: () => undefined });

beforeEach(() => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  preferences.take(overview().preferences);
  application.merchants = [merchant()];
});

afterEach(() => {
  dialogs.close();
  open.show(null);
  drafts.clear();
  toasts.shown = [];
  application.merchants = [];
  putBack();
});

type User = ReturnType<typeof userEvent.setup>;

function shownNow(): User {
  const { current } = open;
  if (current === null) throw new Error("nothing is open");
  render(PaneWithDialogs, { conversation: current });
  return userEvent.setup();
}

async function shown(held: Partial<Held> = {}): Promise<User> {
  const all = fake.add({ conversation: conversation(), turns: [], lines: [], ...held });
  await showConversation(all.conversation);
  return shownNow();
}

/** What was sent, event by event, as it stands in `inputEvents`. */
function sent(): string[] {
  return fake
    .called("conversation_send_events")
    .flatMap(({ events }) => events.map(({ key, json }) => `{"${key}":${json}}`));
}

const send = (): HTMLButtonElement => screen.getByTestId("sending-send");

describe("a form of the more menu", () => {
  const forms: [kind: string, fields: Record<string, string>, event: string][] = [
    [
      "image",
      { url: "https://cdn.example/a.png", caption: "este" },
      '{"messageEvent":{"role":"USER","content":{"imageContent":{"url":"https://cdn.example/a.png","caption":"este"}}}}',
    ],
    [
      "audio",
      { url: "https://cdn.example/a.ogg" },
      '{"messageEvent":{"role":"USER","content":{"audioContent":{"url":"https://cdn.example/a.ogg"}}}}',
    ],
    [
      "location",
      { latitude: "25.41914", longitude: "-49.26545", name: "Loja", address: "Rua XV, 100" },
      '{"messageEvent":{"role":"USER","content":{"locationContent":{"latitude":"25.41914","longitude":"-49.26545","name":"Loja","address":"Rua XV, 100"}}}}',
    ],
    ["button", { id: "b1", title: "Sim" }, '{"buttonResponseEvent":{"id":"b1","title":"Sim"}}'],
    [
      "list",
      { id: "r1", title: "Azul", description: "claro" },
      '{"listReplyEvent":{"id":"r1","title":"Azul","description":"claro"}}',
    ],
    [
      "store",
      { storeId: "22473", name: "Centro", cpName: "Retirada", city: "Curitiba", state: "PR" },
      '{"storeEvent":{"storeId":"22473","name":"Centro","cpName":"Retirada","city":"Curitiba","state":"PR"}}',
    ],
  ];
  it.each(forms)("sends an event of the kind %s and closes", async (kind, fields, event) => {
    const user = await shown();
    await user.click(screen.getByTestId(`more-${kind}`));
    for (const [name, value] of Object.entries(fields))
      await user.type(screen.getByTestId(`sending-${name}`), value);
    await user.click(send());
    expect(sent()).toEqual([event]);
    await waitFor(() => expect(screen.queryByTestId(`sending-${kind}`)).toBeNull());
    expect(document.activeElement).toBe(screen.getByTestId("composer"));
    expect(screen.getByTestId("message").dataset["role"]).toBe("customer");
  });

  it("shows before what is sent", async () => {
    const user = await shown();
    await user.click(screen.getByTestId("more-button"));
    await user.type(screen.getByTestId("sending-id"), "b1");
    await user.type(screen.getByTestId("sending-title"), "Sim");
    expect(screen.getByTestId("sending-preview").textContent).toBe(
      '{\n  "buttonResponseEvent": {\n    "id": "b1",\n    "title": "Sim"\n  }\n}',
    );
    await user.click(send());
    expect(sent()).toEqual(['{"buttonResponseEvent":{"id":"b1","title":"Sim"}}']);
  });

  it("says what is wrong, goes to the first of it, and sends nothing", async () => {
    const user = await shown();
    await user.click(screen.getByTestId("more-location"));
    await user.type(screen.getByTestId("sending-latitude"), "norte");
    expect(screen.queryByText("Fill this in.")).toBeNull();
    await user.click(send());
    expect(screen.getByText("Write degrees as a number, such as -25.41914.")).toBeTruthy();
    expect(screen.getByText("Fill this in.")).toBeTruthy();
    const latitude = screen.getByTestId("sending-latitude");
    await waitFor(() => expect(document.activeElement).toBe(latitude));
    expect(latitude.getAttribute("aria-invalid")).toBe("true");
    await user.clear(latitude);
    await user.type(latitude, "-91");
    expect(screen.getByText("Latitude lies between -90 and 90.")).toBeTruthy();
    expect(fake.called("conversation_send_events")).toEqual([]);
  });

  it("takes a pair that was copied from a map", async () => {
    const user = await shown();
    await user.click(screen.getByTestId("more-location"));
    await user.click(screen.getByTestId("sending-longitude"));
    await user.paste("-25.41914, -49.26545");
    const value = (name: string): string => screen.getByTestId<HTMLInputElement>(`sending-${name}`).value;
    expect([value("latitude"), value("longitude")]).toEqual(["-25.41914", "-49.26545"]);
  });

  it("keeps what was typed when it is closed, and over a restart", async () => {
    const user = await shown();
    await user.click(screen.getByTestId("more-store"));
    await user.type(screen.getByTestId("sending-name"), "Centro");
    await fireEvent(screen.getByTestId("sending-store"), new Event("cancel", { cancelable: true }));
    expect(screen.queryByTestId("sending-store")).toBeNull();
    await user.click(screen.getByTestId("more-store"));
    expect(screen.getByTestId<HTMLInputElement>("sending-name").value).toBe("Centro");
    dialogs.close();

    drafts.clear();
    await drafts.restore("c1");
    expect(drafts.of("c1").fields.store?.["name"]).toBe("Centro");
  });

  it("keeps what was typed when it was refused", async () => {
    fake.refuse("conversation_send_events", error({ code: "turnInProgress" }));
    const user = await shown();
    await user.click(screen.getByTestId("more-audio"));
    await user.type(screen.getByTestId("sending-url"), "https://cdn.example/a.ogg");
    await user.click(send());
    await waitFor(() => expect(toasts.shown).toHaveLength(1));
    expect(screen.getByTestId<HTMLInputElement>("sending-url").value).toBe("https://cdn.example/a.ogg");
    expect(send().disabled).toBe(false);
  });

  it("waits while an answer comes in, and says so", async () => {
    const user = await shown({ conversation: conversation({ state: "answering" }) });
    await user.click(screen.getByTestId("more-button"));
    expect(screen.getByTestId("sending-wait").textContent).toBe("It can be sent once the answer has ended.");
    expect(send().disabled).toBe(true);
    fake.push("c1", { conversation: { state: "live" } });
    await waitFor(() => expect(send().disabled).toBe(false));
  });
});

describe("a filled form", () => {
  it("has as many fields as it needs, in their order", async () => {
    const user = await shown();
    await user.click(screen.getByTestId("more-form"));
    await user.keyboard("name{Tab}Ana");
    await user.click(screen.getByTestId("form-row-add"));
    await user.keyboard("name{Tab}Bia");
    await user.click(send());
    expect(screen.getByText("Another row has this name already.")).toBeTruthy();
    const names = screen.getAllByTestId<HTMLInputElement>("form-row-name");
    await user.clear(names[1] as HTMLInputElement);
    await user.type(names[1] as HTMLInputElement, "2");
    await user.click(screen.getByTestId("form-row-add"));
    await user.keyboard("1{Tab}x");
    await user.click(send());
    expect(sent()).toEqual(['{"filledFormResponseEvent":{"formData":{"name":"Ana","2":"Bia","1":"x"}}}']);
  });

  it("needs at least one, and gives up a row", async () => {
    const user = await shown();
    await user.click(screen.getByTestId("more-form"));
    await user.click(send());
    expect(screen.getByText("Fill in at least one field.")).toBeTruthy();
    await user.keyboard("a");
    await user.click(screen.getByTestId("form-row-add"));
    await user.keyboard("b");
    await user.click(screen.getAllByTestId("form-row-remove")[0] as HTMLElement);
    expect(screen.getAllByTestId<HTMLInputElement>("form-row-name").map(({ value }) => value)).toEqual(["b"]);
  });
});

describe("the editor of raw events", () => {
  const editor = (): HTMLElement => screen.getByTestId("raw-editor");
  const content = (): HTMLElement | null | undefined =>
    editor().shadowRoot?.querySelector<HTMLElement>(".cm-content");

  async function opened(user: User, raw = ""): Promise<void> {
    if (raw !== "") drafts.change("c1", { raw });
    await user.click(screen.getByTestId("more-raw"));
    await waitFor(() => expect(content()).toBeTruthy(), { timeout: 10_000 });
  }

  it("sends an array of events to the character, known or not", async () => {
    const user = await shown();
    await opened(user, '[{"newEvent": {"price": 1.10}}, {"storeEvent":{"storeId":"1"}}]');
    await user.click(send());
    expect(fake.called("conversation_send_events")).toEqual([
      {
        id: "c1",
        events: [
          { key: "newEvent", json: '{"price": 1.10}' },
          { key: "storeEvent", json: '{"storeId":"1"}' },
        ],
        allowUnknown: true,
      },
    ]);
    await waitFor(() => expect(screen.queryByTestId("sending-raw")).toBeNull());
    expect(drafts.of("c1").raw).toBe("");
  });

  it("says what is wrong and where, and sends nothing until it is right", async () => {
    const user = await shown();
    await opened(user, '{\n  "storeEvent": {\n    "storeId": 7\n  }\n}');
    await user.click(send());
    const found = await screen.findByTestId("raw-finding");
    expect(found.dataset["word"]).toBe("notText");
    expect(found.textContent.replace(/\s+/g, " ").trim()).toBe(
      "Line 3 storeEvent.storeId must be a text, in quotes.",
    );
    expect(editor().shadowRoot?.querySelector(".cm-lintRange-error")?.textContent).toBe("7");
    expect(fake.called("conversation_send_events")).toEqual([]);
  });

  it("only warns of what it does not know", async () => {
    const user = await shown();
    await opened(user, '{"store_event":{}}');
    const found = await screen.findByTestId("raw-finding");
    expect(found.textContent).toContain("store_event is not in the reference. It is sent as it is.");
    expect(found.textContent).toContain("Did you mean storeEvent?");
    await user.click(send());
    expect(sent()).toEqual(['{"store_event":{}}']);
  });

  it("begins with a template", async () => {
    const user = await shown();
    await opened(user);
    await user.click(within(screen.getByTestId("sending-raw")).getByText("List reply"));
    await waitFor(() => expect(content()?.textContent).toContain("listReplyEvent"));
    await user.click(send());
    expect(sent()[0]).toContain('"id": "list-item-id"');
  });

  it("goes on with what a form has begun", async () => {
    const user = await shown();
    await user.click(screen.getByTestId("more-list"));
    await user.type(screen.getByTestId("sending-id"), "r1");
    await user.click(screen.getByTestId("sending-as-json"));
    await waitFor(() => expect(screen.getByTestId("sending-raw")).toBeTruthy());
    expect(drafts.of("c1").raw).toContain('"id": "r1"');
  });
});

describe("context before a message", () => {
  const strip = (): HTMLElement | null => screen.queryByTestId("context-strip");

  async function put(user: User, ...texts: string[]): Promise<void> {
    await user.click(screen.getByTestId("more-context"));
    for (const [index, text] of texts.entries()) {
      if (index > 0) await user.click(screen.getByTestId("context-add"));
      await user.type(screen.getAllByTestId("context-text")[index] as HTMLElement, text);
    }
    await user.click(screen.getByTestId("context-put"));
  }

  it("goes along with the next message in the same call, and only once", async () => {
    const user = await shown();
    await put(user, "Oi! Posso ajudar?", "Pode", "Diga!");
    expect(strip()?.textContent).toContain("3 messages go along as context");
    await user.type(screen.getByTestId("composer"), "tem vestido?{Enter}");
    const message = (role: string, text: string): string =>
      `{"messageEvent":{"role":"${role}","content":{"textContent":{"text":"${text}"}}}}`;
    expect(sent()).toEqual([
      message("ASSISTANT", "Oi! Posso ajudar?"),
      message("USER", "Pode"),
      message("ASSISTANT", "Diga!"),
      message("USER", "tem vestido?"),
    ]);
    expect(fake.called("conversation_send")).toEqual([]);
    await waitFor(() => expect(strip()).toBeNull());
    const events = await screen.findAllByTestId("sent-event");
    expect(events.map(({ dataset }) => dataset["context"])).toEqual(["true", "true", "true", "false"]);
    expect(screen.getAllByTestId("message").map(({ dataset }) => dataset["role"])).toEqual([
      "sofia",
      "customer",
      "sofia",
      "customer",
    ]);
  });

  it("goes along with an event of a form too, and can be dropped", async () => {
    const user = await shown();
    await put(user, "Escolha:");
    await user.click(screen.getByTestId("more-button"));
    await user.type(screen.getByTestId("sending-id"), "b1");
    await user.type(screen.getByTestId("sending-title"), "Sim");
    await user.click(send());
    expect(sent()).toHaveLength(2);

    fake.push("c1", { conversation: { state: "live" }, turns: [] });
    await put(user, "Outra coisa");
    await user.click(screen.getByTestId("context-drop"));
    expect(strip()).toBeNull();
  });

  it("is not made of empty messages", async () => {
    const user = await shown();
    await put(user, "Oi", " ");
    expect(drafts.of("c1").context).toEqual([{ role: "assistant", text: "Oi" }]);
  });

  it("is put in front of every new conversation of a merchant where a welcome is remembered", async () => {
    const user = await shown();
    await user.click(screen.getByTestId("more-context"));
    await user.type(screen.getByTestId("context-text"), "Bem-vinda!");
    await user.click(screen.getByTestId("context-remember"));
    await user.click(screen.getByTestId("context-put"));
    expect(preferences.value.welcomes).toEqual({ acme: "Bem-vinda!" });

    const fresh = await startConversation("acme");
    expect(drafts.of(fresh?.id ?? "").context).toEqual([{ role: "assistant", text: "Bem-vinda!" }]);
    const other = await startConversation("demo");
    expect(drafts.of(other?.id ?? "").context).toEqual([]);
  });

  it("is no longer put in front once the welcome is forgotten", async () => {
    preferences.take({ ...overview().preferences, welcomes: { acme: "Oi", gone: "x" } });
    const user = await shown();
    await user.click(screen.getByTestId("more-context"));
    await user.click(screen.getByTestId("context-remember"));
    await user.click(screen.getByTestId("context-put"));
    expect(preferences.value.welcomes).toEqual({});
  });
});
