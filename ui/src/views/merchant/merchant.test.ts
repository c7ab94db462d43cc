import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { error, merchant } from "../../../tests/samples";
import { setLanguage } from "../../i18n/index.svelte";
import { useBackend } from "../../ipc/backend";
import { application } from "../../state/application.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import MerchantForm from "./MerchantForm.svelte";

const secret = "sk-live-0123456789abcdef0123456789abcdef";
let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  application.merchants = [];
  application.keychain = { state: "available" };
  dialogs.addMerchant();
});

afterEach(() => {
  dialogs.close();
  setLanguage("en");
  putBack();
});

const oneAgent = { environment: null, otherAgents: [], hasOtherAccount: false };
const field = (name: string): HTMLInputElement => screen.getByTestId(`merchant-${name}`);

describe("the merchant form", () => {
  it("takes a mail apart, empties itself and shows what it took, and never the key", async () => {
    fake.on("onboarding_read", () => ({
      name: "Loja Bela",
      baseUrl: null,
      businessId: "7f2b",
      agentId: "agent-3",
      key: { handle: "h1", characters: 32, origin: "https://api.connectly.ai" },
      ...oneAgent,
    }));
    const user = userEvent.setup();
    render(MerchantForm, { merchant: null, at: null });
    await user.click(screen.getByTestId("merchant-paste"));
    await user.paste(`api_key: ${secret}`);
    await screen.findByTestId("merchant-pasted");
    expect(field("paste").value).toBe("");
    expect(field("name").value).toBe("Loja Bela");
    expect(field("base-url").value).toBe("https://api.connectly.ai");
    expect(field("business-id").value).toBe("7f2b");
    expect(screen.getByTestId("merchant-pasted").textContent).toContain("Key found (32 characters)");
    expect(screen.getByTestId("merchant-pasted").textContent).toContain("the usual one");
    expect(document.body.innerHTML).not.toContain(secret);
    expect(fake.called("onboarding_read")[0]?.baseUrl).toBe("https://api.connectly.ai");
    await user.click(screen.getByTestId("merchant-save"));
    expect(fake.called("merchant_add")[0]?.key).toEqual({ type: "pasted", handle: "h1" });
  });

  it("says that the mail names a second agent and which was taken, and takes the other one on request", async () => {
    fake.on("onboarding_read", () => ({
      name: "Farmacia del Sol S.A.",
      baseUrl: null,
      businessId: "7f2b",
      agentId: "agent-staging",
      key: null,
      environment: "staging",
      otherAgents: [{ id: "agent-live", environment: "producción" }],
      hasOtherAccount: true,
    }));
    const user = userEvent.setup();
    render(MerchantForm, { merchant: null, at: null });
    await user.click(screen.getByTestId("merchant-paste"));
    await user.paste("Agent ID (staging): agent-staging, Agent ID (producción): agent-live");
    const others = await screen.findByTestId("merchant-pasted-others");
    expect(others.textContent).toContain("The text names a second agent. Taken: agent-staging (staging).");
    expect(others.textContent).toContain("agent-live (producción)");
    expect(screen.getByTestId("merchant-pasted-account").textContent).toContain("another business ID");
    expect(field("agent-id").value).toBe("agent-staging");
    await user.click(screen.getByTestId("merchant-pasted-other"));
    expect(field("agent-id").value).toBe("agent-live");
    expect(others.textContent).toContain("Taken: agent-live (producción).");
    await user.click(screen.getByTestId("merchant-save"));
    expect(fake.called("merchant_add")[0]?.draft.agentId).toBe("agent-live");
  });

  it("asks before it throws away what was filled in, and goes at once where there is nothing", async () => {
    const user = userEvent.setup();
    render(MerchantForm, { merchant: null, at: null });
    const dialog = screen.getByTestId("merchant-form");
    const escape = async (): Promise<void> => {
      dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
      await tick();
    };
    await user.type(field("business-id"), "7f2b");
    await escape();
    expect(dialogs.open).not.toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId("merchant-stay"));
    await user.click(screen.getByTestId("merchant-stay"));
    expect(field("business-id").value).toBe("7f2b");
    expect(screen.queryByTestId("merchant-leaving")).toBeNull();
    await escape();
    await user.click(screen.getByTestId("merchant-throw-away"));
    expect(dialogs.open).toBeNull();
    dialogs.addMerchant();
    await user.clear(field("business-id"));
    await user.click(screen.getByTestId("merchant-stay"));
    await escape();
    expect(dialogs.open).toBeNull();
  });

  it("asks for the key again while the address is another than the pasted key's", async () => {
    fake.on("onboarding_read", () => ({
      name: "Loja Bela",
      baseUrl: null,
      businessId: "7f2b",
      agentId: "agent-3",
      key: { handle: "h1", characters: 32, origin: "https://api.connectly.ai" },
      ...oneAgent,
    }));
    const pasted = { why: "pasted", origin: "https://api.connectly.ai", host: "https://evil.example" };
    fake.refuse("merchant_test", error({ code: "keyForAnotherOrigin", params: pasted }));
    const user = userEvent.setup();
    render(MerchantForm, { merchant: null, at: null });
    await user.click(screen.getByTestId("merchant-paste"));
    await user.paste(`api_key: ${secret}`);
    expect((await screen.findByTestId("merchant-key-state")).textContent).toContain("for api.connectly.ai");
    await user.clear(field("base-url"));
    await user.type(field("base-url"), "https://evil.example");
    expect(field("api-key").value).toBe("");
    expect(
      screen.getByText(/The pasted key is for api\.connectly\.ai and is sent nowhere else/),
    ).toBeTruthy();
    await user.click(screen.getByTestId("merchant-test"));
    await waitFor(() => expect(document.activeElement).toBe(field("api-key")));
    expect(screen.getByText(/is not sent to https:\/\/evil\.example/)).toBeTruthy();
    await user.type(field("api-key"), "another-key");
    await user.click(screen.getByTestId("merchant-test"));
    expect(fake.called("merchant_test").map(({ key }) => key)).toEqual([
      { type: "pasted", handle: "h1" },
      { type: "typed", value: "another-key" },
    ]);
    await user.clear(field("base-url"));
    await user.type(field("base-url"), "https://api.connectly.ai/");
    expect(screen.getByTestId("merchant-key-state").dataset["state"]).toBe("pasted");
    await user.click(screen.getByTestId("merchant-save"));
    expect(fake.called("merchant_add")[0]?.key).toEqual({ type: "pasted", handle: "h1" });
  });

  it("is tested without a name, and asks for it with the focus there once it is saved", async () => {
    fake.refuse("merchant_add", error({ code: "fieldEmpty", params: { field: "name" } }));
    const user = userEvent.setup();
    render(MerchantForm, { merchant: null, at: null });
    await user.type(field("business-id"), "7f2b");
    await user.click(screen.getByTestId("merchant-test"));
    await waitFor(() => expect(screen.getByTestId("merchant-test-result").dataset["state"]).toBe("passed"));
    expect(fake.called("merchant_test")[0]?.draft.name).toBe("");
    await user.click(screen.getByTestId("merchant-save"));
    await waitFor(() => expect(document.activeElement).toBe(field("name")));
    expect(screen.getByText("Name is empty.")).toBeTruthy();
    await user.type(field("name"), "Loja Acme");
    expect(screen.getByTestId("merchant-test-result").dataset["state"]).toBe("passed");
  });

  it("shows no result of a test any more once what was tested is changed", async () => {
    let end = (): void => undefined;
    fake.on("merchant_test", async (_, send) => {
      send({ call: "health", result: { state: "running" } });
      await new Promise<void>((resolve) => (end = resolve));
      send({ call: "health", result: { state: "passed", tookUs: 84_000 } });
      return { works: true };
    });
    const user = userEvent.setup();
    render(MerchantForm, { merchant: merchant(), at: null });
    for (const part of ["base-url", "business-id", "agent-id"]) {
      await user.click(screen.getByTestId("merchant-test"));
      await screen.findByTestId("merchant-test-result");
      await user.type(field(part), "x");
      expect(screen.queryByTestId("merchant-test-result")).toBeNull();
      end();
      await waitFor(() =>
        expect(screen.getByTestId<HTMLButtonElement>("merchant-test").disabled).toBe(false),
      );
      expect(screen.queryByTestId("merchant-test-result")).toBeNull();
    }
    await user.click(screen.getByTestId("merchant-test"));
    await screen.findByTestId("merchant-test-result");
    end();
    const result = screen.getByTestId("merchant-test-result");
    await waitFor(() => expect(result.dataset["state"]).toBe("passed"));
    await user.type(field("agent-id"), "y");
    expect(screen.queryByTestId("merchant-test-result")).toBeNull();
  });

  it.each([
    ["en", "Service", "Open session", "Close session", "The connection works: 400 ms in all."],
    ["pt-BR", "Serviço", "Abrir a sessão", "Encerrar a sessão", "A conexão funciona: 400 ms no total."],
    ["es", "Servicio", "Abrir la sesión", "Cerrar la sesión", "La conexión funciona: 400 ms en total."],
  ] as const)("names the steps in %s and tells the sum of their times", async (language, ...words) => {
    fake.on("merchant_test", (_, send) => {
      send({ call: "health", result: { state: "passed", tookUs: 100_000 } });
      send({ call: "init", result: { state: "passed", tookUs: 250_000 } });
      send({ call: "close", result: { state: "passed", tookUs: 50_000 } });
      return { works: true };
    });
    setLanguage(language);
    render(MerchantForm, { merchant: merchant(), at: "test" });
    const result = await screen.findByTestId("merchant-test-result");
    await waitFor(() => expect(result.dataset["state"]).toBe("passed"));
    for (const word of words) expect(result.textContent).toContain(word);
  });

  it("hides a key while it is typed and forgets it once it is stored", async () => {
    const user = userEvent.setup();
    render(MerchantForm, { merchant: null, at: null });
    await user.type(field("name"), "Loja Acme");
    await user.type(field("api-key"), secret);
    expect(field("api-key").type).toBe("password");
    expect(document.body.innerHTML).not.toContain(secret);
    await user.click(screen.getByTestId("merchant-save"));
    expect(fake.called("merchant_add")[0]?.key).toEqual({ type: "typed", value: secret });
    await waitFor(() => expect(dialogs.open).toBeNull());
    expect(screen.queryByDisplayValue(secret)).toBeNull();
  });

  it("says that a key is stored, and since when, and shows no field for it", () => {
    render(MerchantForm, { merchant: merchant(), at: null });
    expect(screen.queryByTestId("merchant-api-key")).toBeNull();
    expect(screen.getByTestId("merchant-key-state").textContent).toMatch(/In the keychain since .*2026/);
  });

  it("puts what was refused beside its field", async () => {
    fake.refuse("merchant_add", error({ code: "fieldEmpty", params: { field: "businessId" } }));
    const user = userEvent.setup();
    render(MerchantForm, { merchant: null, at: null });
    await user.click(screen.getByTestId("merchant-save"));
    await waitFor(() => expect(field("business-id").getAttribute("aria-invalid")).toBe("true"));
    expect(screen.getByText("Business ID is empty.")).toBeTruthy();
  });

  it("offers this session only when the key could not be stored", async () => {
    fake.on("merchant_add", ({ draft }) => ({
      merchant: { ...merchant(), ...draft, key: { state: "missing" } },
      keyError: error({ code: "keychainLocked", params: {}, answer: null, delivery: null }),
      keyForgotten: false,
    }));
    fake.on("merchant_update", ({ draft }) => ({
      merchant: { ...merchant(), ...draft, key: { state: "sessionOnly" } },
      keyError: null,
      keyForgotten: false,
    }));
    const user = userEvent.setup();
    render(MerchantForm, { merchant: null, at: null });
    await user.type(field("name"), "Loja Acme");
    await user.type(field("api-key"), secret);
    await user.click(screen.getByTestId("merchant-save"));
    await user.click(await screen.findByTestId("key-session-only"));
    expect(fake.called("merchant_update")[0]).toMatchObject({
      sessionOnly: true,
      key: { type: "typed", value: secret },
    });
    await waitFor(() => expect(dialogs.open).toBeNull());
  });

  it("shows the three steps of a test as they end", async () => {
    fake.on("merchant_test", (_, send) => {
      send({ call: "health", result: { state: "passed", tookUs: 84_000 } });
      const refused = error({ code: "keyRefused", params: { merchant: "Loja Acme", status: "401" } });
      send({ call: "init", result: { state: "failed", tookUs: 131_000, error: refused } });
      send({ call: "close", result: { state: "skipped" } });
      return { works: false };
    });
    const user = userEvent.setup();
    render(MerchantForm, { merchant: merchant(), at: null });
    await user.click(screen.getByTestId("merchant-test"));
    const result = await screen.findByTestId("merchant-test-result");
    await waitFor(() => expect(result.dataset["state"]).toBe("failed"));
    expect([...result.querySelectorAll("li")].map((step) => step.dataset["state"])).toEqual([
      "passed",
      "failed",
      "skipped",
    ]);
    expect(result.textContent).toContain("The API key was refused (401).");
    expect(result.textContent).toContain("84 ms");
    expect(fake.called("merchant_test")[0]?.key).toEqual({ type: "unchanged" });
  });

  it("tells that the keychain keeps us waiting, and lets go of it", async () => {
    fake.on("merchant_add", () => new Promise(() => undefined));
    const user = userEvent.setup();
    render(MerchantForm, { merchant: null, at: null });
    await user.click(screen.getByTestId("merchant-save"));
    await user.click(await screen.findByText("Stop waiting", undefined, { timeout: 2_000 }));
    expect(fake.called("keychain_cancel").length).toBe(1);
  });
});
