import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../tests/fake-backend";
import { conversation, demo, error, merchant, overview } from "../tests/samples";
import App from "./App.svelte";
import { setLanguage } from "./i18n/index.svelte";
import { useBackend } from "./ipc/backend";
import { application } from "./state/application.svelte";
import { open } from "./state/conversation.svelte";
import { dialogs } from "./state/dialogs.svelte";
import { history } from "./state/history.svelte";
import { toasts } from "./state/toasts.svelte";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
});

afterEach(() => {
  open.show(null);
  dialogs.close();
  toasts.shown = [];
  history.everybody = false;
  putBack();
  setLanguage("en");
});

async function started(): Promise<ReturnType<typeof userEvent.setup>> {
  await application.start();
  render(App);
  return userEvent.setup();
}

describe("the first run", () => {
  it("is one screen with two ways on, and the demo is one click away", async () => {
    fake.overview = overview({ merchants: [demo] });
    const user = await started();
    expect(screen.getByTestId("first-run")).toBeTruthy();
    await user.click(screen.getByTestId("first-run-demo"));
    await screen.findByTestId("composer");
    expect(fake.called("conversation_start")).toEqual([{ merchantId: "demo", customerKey: null }]);
    expect(screen.queryByTestId("first-run")).toBeNull();
    expect(screen.getByTestId("simulated").textContent).toBe("simulated");
  });

  it("is not shown to whoever has a merchant of their own", async () => {
    await started();
    expect(screen.queryByTestId("first-run")).toBeNull();
  });

  it("says what is wrong when there is nothing to start with", async () => {
    fake.refuse("overview", error({ code: "databaseNewer", params: { path: "/data/history.db" } }));
    await started();
    expect(screen.getByTestId("error").textContent).toContain("/data/history.db");
  });
});

it("a start that is tried again does not watch twice", async () => {
  fake.refuse(
    "overview",
    error({ code: "databaseFailed", params: { path: "/data", reason: "os error 13" } }),
  );
  const user = await started();
  fake.on("overview", () => fake.overview);
  await user.click(screen.getByText("Try again"));
  await screen.findByTestId("merchant-list");
  expect(fake.called("application_watch").length).toBe(1);
});

it("a keychain that keeps a conversation waiting is named, and can be let go", async () => {
  fake.on("conversation_start", () => new Promise(() => undefined));
  const user = await started();
  application.selectMerchant("acme");
  await user.keyboard("{Control>}n{/Control}");
  await user.click(await screen.findByTestId("keychain-cancel", undefined, { timeout: 3_000 }));
  expect(fake.called("keychain_cancel").length).toBe(1);
  expect(screen.queryByTestId("keychain-waiting")).toBeNull();
});

describe("the rail", () => {
  it("lists the chosen merchant's conversations, and everybody's on request", async () => {
    fake.add({ conversation: conversation({ id: "a", title: "vestido" }), turns: [], lines: [] });
    fake.add({
      conversation: conversation({ id: "b", title: "frete", merchantId: "demo", lastAt: 1 }),
      turns: [],
      lines: [],
    });
    const user = await started();
    const titles = (): string[] =>
      screen
        .getAllByTestId("conversation-item")
        .map((item) => item.querySelector("[dir='auto']")?.textContent ?? "");
    expect(titles()).toEqual(["vestido"]);
    await user.click(screen.getByTestId("conversations-everybody"));
    expect(titles()).toEqual(["vestido", "frete"]);
  });

  it("follows what happens elsewhere", async () => {
    await started();
    fake.watch({
      type: "merchants",
      merchants: [merchant(), merchant({ id: "sol", name: "Farmácia Sol", key: { state: "missing" } })],
    });
    fake.watch({
      type: "conversation",
      conversation: conversation({ id: "n", title: "nova", state: "failed" }),
    });
    fake.watch({ type: "keychain", keychain: { state: "locked" } });
    await waitFor(() => expect(screen.getByText("Farmácia Sol")).toBeTruthy());
    const item = screen.getByText("nova").closest("li") as HTMLElement;
    expect(within(item).getByText("Failed")).toBeTruthy();
    expect(screen.getByTestId("merchant-key-missing")).toBeTruthy();
    expect(screen.getByTestId("status-keychain").dataset["state"]).toBe("locked");
  });
});

describe("the keys", () => {
  it("open settings and change the language at once", async () => {
    const user = await started();
    await user.keyboard("{Control>},{/Control}");
    await user.click(within(screen.getByTestId("settings-language")).getByText("Português"));
    expect(within(screen.getByTestId("settings")).getByText("Configurações")).toBeTruthy();
    expect(document.documentElement.lang).toBe("pt-BR");
    await waitFor(() => expect(fake.called("preferences_set")[0]?.language).toBe("pt-BR"));
  });

  it("start, restart and close a conversation, and go to one", async () => {
    const user = await started();
    await user.keyboard("{Control>}n{/Control}");
    await screen.findByTestId("composer");
    const first = open.current?.id;
    await user.keyboard("{Control>}{Shift>}R{/Shift}{/Control}");
    await waitFor(() => expect(open.current?.id).not.toBe(first));
    expect(fake.called("conversation_restart")).toEqual([{ id: first, sameCustomer: true }]);
    await user.keyboard("{Control>}w{/Control}");
    await screen.findByText("This session is closed.");
    await user.keyboard("{Control>}{Tab}{/Control}");
    await waitFor(() => expect(open.current?.id).toBe(first));
  });

  it("stop the answer with Esc, but only when no dialog is open", async () => {
    const user = await started();
    await user.keyboard("{Control>}n{/Control}");
    await user.type(await screen.findByTestId("composer"), "oi{Enter}");
    await screen.findByTestId("stop");
    dialogs.show({ type: "shortcuts" });
    await screen.findByTestId("shortcuts");
    await user.keyboard("{Escape}");
    expect(fake.called("conversation_stop")).toEqual([]);
    dialogs.close();
    await waitFor(() => expect(screen.queryByTestId("shortcuts")).toBeNull());
    await user.keyboard("{Escape}");
    expect(fake.called("conversation_stop").length).toBe(1);
  });

  it("keep a draft with its conversation", async () => {
    const user = await started();
    await user.keyboard("{Control>}n{/Control}");
    await user.type(await screen.findByTestId("composer"), "meio escrito");
    const first = open.current?.id;
    await user.keyboard("{Control>}n{/Control}");
    await waitFor(() => expect(open.current?.id).not.toBe(first));
    await waitFor(() => expect((screen.getByTestId("composer") as HTMLTextAreaElement).value).toBe(""));
    await user.keyboard("{Control>}2{/Control}");
    await waitFor(() =>
      expect((screen.getByTestId("composer") as HTMLTextAreaElement).value).toBe("meio escrito"),
    );
  });
});

it("a refusal is a sentence, a next step and the way there", async () => {
  fake.refuse(
    "conversation_start",
    error({ code: "keyMissing", params: { merchant: "Loja Acme" }, answer: null }),
  );
  const user = await started();
  await user.click(screen.getByTestId("conversation-new"));
  const toast = await screen.findByTestId("toast");
  expect(toast.textContent).toContain("Loja Acme has no API key.");
  await user.click(within(toast).getByTestId("remedy"));
  expect(await screen.findByTestId("merchant-api-key")).toBe(document.activeElement);
});
