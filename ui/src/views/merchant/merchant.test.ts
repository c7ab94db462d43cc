import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { error, merchant } from "../../../tests/samples";
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
  putBack();
});

const field = (name: string): HTMLInputElement => screen.getByTestId(`merchant-${name}`);

describe("the merchant form", () => {
  it("takes a mail apart, empties itself and shows what it took, and never the key", async () => {
    fake.on("onboarding_read", () => ({
      name: "Loja Bela",
      baseUrl: null,
      businessId: "7f2b",
      agentId: "agent-3",
      key: { handle: "h1", characters: 32 },
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
    expect(document.body.innerHTML).not.toContain(secret);
    await user.click(screen.getByTestId("merchant-save"));
    expect(fake.called("merchant_add")[0]?.key).toEqual({ type: "pasted", handle: "h1" });
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
      return { works: false, tookUs: 215_000 };
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
