import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import PaneWithDialogs from "../../../tests/PaneWithDialogs.svelte";
import { FakeBackend, type Held } from "../../../tests/fake-backend";
import { conversation, error, line, merchant, overview, said, turn } from "../../../tests/samples";
import { useBackend } from "../../ipc/backend";
import type { SentEvent } from "../../ipc/generated/SentEvent";
import { application } from "../../state/application.svelte";
import { open } from "../../state/conversation.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import { drafts } from "../../state/drafts.svelte";
import { preferences } from "../../state/preferences.svelte";
import { restartConversation, showConversation } from "../../state/sessions";
import { toasts } from "../../state/toasts.svelte";

let fake: FakeBackend;
let putBack: () => void;

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

async function shown(held: Partial<Held> = {}): Promise<User> {
  const all = fake.add({ conversation: conversation(), turns: [], lines: [], ...held });
  await showConversation(all.conversation);
  const { current } = open;
  if (current === null) throw new Error("nothing is open");
  render(PaneWithDialogs, { conversation: current });
  return userEvent.setup();
}

function after(...sent: SentEvent[]): Promise<User> {
  return shown({ turns: [turn({ sent })], lines: [line({ events: [said("Oi!")] })] });
}

const composer = (): HTMLTextAreaElement => screen.getByTestId("composer");
const field = (name: string): string => screen.getByTestId<HTMLInputElement>(`sending-${name}`).value;

describe("what was sent", () => {
  const shows: [name: string, sent: SentEvent, kind: string, words: string[]][] = [
    [
      "a button response",
      { type: "buttonResponse", id: "b1", title: "Sim" },
      "buttonResponseEvent",
      ["chose", "Sim"],
    ],
    [
      "a list reply",
      { type: "listReply", id: "r1", title: "Azul", description: "claro" },
      "listReplyEvent",
      ["chose from the list", "Azul", "claro"],
    ],
    [
      "a form",
      { type: "form", values: [{ label: "name", value: "Ana" }] },
      "filledFormResponseEvent",
      ["filled in a form", "name", "Ana"],
    ],
    [
      "a store",
      { type: "store", storeId: "7", name: "Centro", cpName: null, city: "Curitiba", state: "PR" },
      "storeEvent",
      ["chose a store", "Centro", "Curitiba, PR"],
    ],
    [
      "an event that is not known",
      { type: "other", key: "newEvent", json: '{"newEvent":{"price":1.10}}' },
      "newEvent",
      ["sent an event", "newEvent", '"price": 1.10'],
    ],
    [
      "a place",
      {
        type: "message",
        role: "user",
        content: { type: "location", latitude: "1", longitude: "2", name: "Loja", address: "Rua A" },
      },
      "messageEvent",
      ["Loja", "Rua A"],
    ],
  ];
  it.each(shows)("shows %s as what it was", async (_, sent, kind, words) => {
    await after(sent);
    const [message] = screen.getAllByTestId("message");
    expect(message?.dataset).toMatchObject({ role: "customer", kind });
    for (const word of words) expect(message?.textContent).toContain(word);
  });

  it("shows a picture and a recording on the customer's side", async () => {
    await after({
      type: "message",
      role: "user",
      content: { type: "image", url: "https://i.example/a.png", caption: "este" },
    });
    const [message] = screen.getAllByTestId("message");
    expect(within(message as HTMLElement).getByTestId("remote-image")).toBeTruthy();
    expect(message?.textContent).toContain("este");
  });

  it("takes no markup for anything but text", async () => {
    const evil = '<img src=x onerror="alert(1)">';
    await after({ type: "form", values: [{ label: evil, value: evil }] });
    expect(screen.getAllByTestId("message")[0]?.querySelector("img")).toBeNull();
    expect(screen.getAllByText(evil)).toHaveLength(2);
  });
});

describe("the menu beside it", () => {
  it("sends the same again as a new turn", async () => {
    const user = await after({ type: "buttonResponse", id: "b1", title: "Sim" });
    await user.click(screen.getByTestId("sent-again"));
    expect(fake.called("conversation_resend")).toEqual([{ id: "c1", turnId: 1 }]);
    await waitFor(() => expect(screen.getAllByTestId("turn")).toHaveLength(2));
  });

  it("puts words into the composer to be edited", async () => {
    const user = await after(
      { type: "text", text: "Oi!", role: "assistant" },
      { type: "text", text: "tem vestido\nazul?", role: "user" },
    );
    const edits = screen.getAllByTestId("sent-edit");
    expect(edits).toHaveLength(1);
    await user.click(edits[0] as HTMLElement);
    expect(composer().value).toBe("tem vestido\nazul?");
    expect(fake.called("conversation_send")).toEqual([]);
  });

  const forms: [name: string, sent: SentEvent, kind: string, values: Record<string, string>][] = [
    [
      "an image",
      { type: "message", role: "user", content: { type: "image", url: "https://i", caption: null } },
      "image",
      { url: "https://i", caption: "" },
    ],
    [
      "a place",
      {
        type: "message",
        role: "user",
        content: { type: "location", latitude: "1", longitude: "2", name: "n", address: null },
      },
      "location",
      { latitude: "1", longitude: "2", name: "n", address: "" },
    ],
    [
      "a list reply",
      { type: "listReply", id: "r1", title: "Azul", description: null },
      "list",
      { id: "r1", title: "Azul", description: "" },
    ],
    [
      "a store",
      { type: "store", storeId: "7", name: null, cpName: null, city: "x", state: null },
      "store",
      { storeId: "7", name: "", city: "x" },
    ],
  ];
  it.each(forms)("opens the form of %s with what it held", async (_, sent, kind, values) => {
    const user = await after(sent);
    await user.click(screen.getByTestId("sent-edit"));
    expect(screen.getByTestId(`sending-${kind}`)).toBeTruthy();
    for (const [name, value] of Object.entries(values)) expect(field(name)).toBe(value);
  });

  it("opens the editor of raw events where the event held more than is shown", async () => {
    const json = '{"storeEvent":{"storeId":"7","open":1.10}}';
    const user = await after({
      type: "store",
      storeId: "7",
      name: null,
      cpName: null,
      city: null,
      state: null,
      json,
    });
    await user.click(screen.getByTestId("sent-edit"));
    expect(screen.getByTestId("sending-raw")).toBeTruthy();
    expect(drafts.of("c1").raw).toContain('"open": 1.10');
  });

  it("only copies once the session is over", async () => {
    const user = await shown({ conversation: conversation({ state: "closed" }), turns: [turn()] });
    expect(screen.queryByTestId("sent-again")).toBeNull();
    expect(screen.queryByTestId("sent-edit")).toBeNull();
    await user.click(screen.getByTestId("sent-copy"));
    expect(fake.called("clipboard_write")).toEqual([{ text: "tem vestido azul?" }]);
  });
});

describe("the composer", () => {
  const turns = ["primeira", "segunda\ncom duas linhas"].map((text, index) =>
    turn({ id: index + 1, ordinal: index + 1, sent: [{ type: "text", text, role: "user" }] }),
  );

  it("recalls the last message with ArrowUp, and those before it", async () => {
    const user = await shown({ turns });
    await user.click(composer());
    await user.keyboard("{ArrowUp}");
    expect(composer().value).toBe("segunda\ncom duas linhas");
    expect(composer().selectionStart).toBe(composer().value.length);
    composer().setSelectionRange(2, 2);
    await user.keyboard("{ArrowUp}");
    expect(composer().value).toBe("primeira");
    await user.keyboard("{ArrowUp}");
    expect(composer().value).toBe("primeira");
    await user.keyboard("{ArrowDown}");
    expect(composer().value).toBe("segunda\ncom duas linhas");
    await user.keyboard("{ArrowDown}");
    expect(composer().value).toBe("");
  });

  it("leaves the arrows alone in words of one's own", async () => {
    const user = await shown({ turns });
    await user.type(composer(), "x{ArrowUp}");
    expect(composer().value).toBe("x");
    await user.clear(composer());
    await user.keyboard("{ArrowUp}!{ArrowUp}");
    expect(composer().value).toBe("segunda\ncom duas linhas!");
  });

  it("keeps several pasted lines as they are, and sends nothing", async () => {
    const user = await shown();
    await user.click(composer());
    await user.paste("a\n\n  b\nc\n");
    expect(composer().value).toBe("a\n\n  b\nc\n");
    expect(fake.called("conversation_send")).toEqual([]);
  });

  it("keeps a draft over a restart of the application", async () => {
    const user = await shown();
    await user.type(composer(), "tem ves");
    await waitFor(() => expect(fake.drafts.get("c1")).toContain("tem ves"), { timeout: 3_000 });

    open.show(null);
    drafts.clear();
    await showConversation(conversation());
    await waitFor(() => expect(drafts.get("c1")).toBe("tem ves"));
  });

  it("forgets the draft once it was sent", async () => {
    const user = await shown();
    await user.type(composer(), "oi");
    drafts.keepNow();
    expect(fake.drafts.has("c1")).toBe(true);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(fake.drafts.has("c1")).toBe(false), { timeout: 3_000 });
  });

  it("says when a draft could not be kept", async () => {
    fake.refuse("draft_set", error({ code: "databaseFailed" }));
    const user = await shown();
    await user.type(composer(), "oi");
    drafts.keepNow();
    await waitFor(() => expect(toasts.shown).toHaveLength(1));
  });
});

it("what was begun in a closed session is shown, and goes on in the next one", async () => {
  fake.drafts.set("c1", JSON.stringify({ text: "e o frete?", context: [], fields: {}, rows: [], raw: "" }));
  await shown({ conversation: conversation({ state: "closed" }), turns: [turn()] });
  await waitFor(() => expect(screen.getByTestId("draft-kept").textContent).toContain("e o frete?"));
  const fresh = await restartConversation("c1", true);
  expect(drafts.get(fresh?.id ?? "")).toBe("e o frete?");
  expect(drafts.get("c1")).toBe("");
});
