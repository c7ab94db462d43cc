import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeBackend, type Held } from "../../../tests/fake-backend";
import { conversation, error, line, merchant, said, turn } from "../../../tests/samples";
import App from "../../App.svelte";
import { useBackend } from "../../ipc/backend";
import type { PresentationPlan } from "../../ipc/generated/PresentationPlan";
import { application } from "../../state/application.svelte";
import { open } from "../../state/conversation.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import { presentation } from "../../state/presentation.svelte";
import { showConversation } from "../../state/sessions";
import { toasts } from "../../state/toasts.svelte";

const acme = merchant();
const plan: PresentationPlan = {
  stage: "phone",
  textSize: 100,
  screen: null,
  language: null,
  prompts: ["Oi!", "Tem vestido?", "Frete?"],
};
const timing = { connectUs: null, headUs: 1, firstByteUs: 10, firstEventUs: 10, endUs: 20_000 };
let fake: FakeBackend;
let putBack: () => void;

const asked = (id: number, text: string, change = {}): ReturnType<typeof turn> =>
  turn({ id, ordinal: id % 10, sent: [{ type: "text", text, role: "user" }], timing, lines: 1, ...change });

const answered = (id: number, text: string): ReturnType<typeof line> =>
  line({ id, turnId: id, seq: 1, offsetUs: 10_000, events: [said(text)] });

const recorded: Held = {
  conversation: conversation({ id: "old", state: "closed", turns: 3 }),
  turns: [asked(1, "Oi!"), asked(2, "Tem vestido?"), asked(3, "Frete?")],
  lines: [answered(1, "Olá!"), answered(2, "Temos sim."), answered(3, "É grátis.")],
};
const live: Held = {
  conversation: conversation({ id: "live", turns: 2 }),
  turns: [asked(11, "Oi!"), asked(12, "Tem vestido?", { state: "failed", error: error(), lines: 0 })],
  lines: [answered(11, "Olá, de verdade!")],
};

beforeEach(() => {
  // A prompt is then written at once.
  vi.stubGlobal("matchMedia", (media: string) => ({ matches: media.includes("reduce"), media }));
  fake = new FakeBackend({ merchants: [acme] });
  fake.on("presentation_plan", () => plan);
  fake.add({ ...recorded });
  fake.add({ ...live, turns: [...live.turns], lines: [...live.lines] });
  putBack = useBackend(fake);
});

afterEach(() => {
  // The window would go on to ask a backend that is not there any more.
  cleanup();
  presentation.end();
  open.show(null);
  dialogs.close();
  toasts.shown = [];
  vi.unstubAllGlobals();
  putBack();
});

async function presented(id: string): Promise<ReturnType<typeof userEvent.setup>> {
  await application.start();
  const held = fake.held.get(id);
  if (held === undefined) throw new Error(`no ${id}`);
  await showConversation(held.conversation);
  await waitFor(() => expect(open.current?.turns.length).toBe(held.turns.length));
  if (id === "live") await presentation.begin(acme, plan, open.current);
  else if (open.current !== null) await presentation.beginPlayback(acme, plan, open.current);
  render(App);
  await screen.findByTestId("presentation");
  return userEvent.setup();
}

const words = (role: string): (string | undefined)[] =>
  screen
    .getAllByTestId("message")
    .filter((each) => each.dataset["role"] === role)
    .map((each) => each.querySelector("p")?.textContent.trim());

describe("a presentation that does not go on", () => {
  beforeEach(() => {
    fake.on("presentation_recording", () => ({ conversation: recorded.conversation, turnIds: [2, 3] }));
  });

  it("asks for what was answered before, from what was not", async () => {
    await presented("live");
    presentation.next = 2;
    await waitFor(() => expect(fake.called("presentation_recording").length).toBeGreaterThan(0));
    expect(fake.called("presentation_recording")[0]).toMatchObject({
      merchantId: "acme",
      conversationId: "live",
    });
  });

  it("goes on with the recorded answer, and then one prompt for each key", async () => {
    const user = await presented("live");
    await user.click(await screen.findByTestId("presentation-playback"));
    await screen.findByText("Temos sim.");
    expect(screen.queryByTestId("presentation-trouble")).toBeNull();
    expect(screen.getByTestId("playback-mark").textContent).toBe("recorded");
    // What was answered in truth stays; what was not was said once.
    expect(screen.getByText("Olá, de verdade!")).toBeTruthy();
    expect(words("customer")).toEqual(["Oi!", "Tem vestido?"]);
    expect(screen.queryByText("É grátis.")).toBeNull();
    await user.keyboard("{PageDown}");
    await screen.findByText("É grátis.");
    expect(words("customer")).toEqual(["Oi!", "Tem vestido?", "Frete?"]);
    await user.keyboard("{PageDown}tem mais{Enter}");
    for (const command of ["conversation_send", "conversation_send_events", "conversation_retry"] as const)
      expect(fake.called(command), command).toEqual([]);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(open.current?.conversation.source.type).toBe("held"));
    expect(open.current?.id).toBe("live");
  });

  it("does so on End as well", async () => {
    const user = await presented("live");
    await screen.findByTestId("presentation-playback");
    await user.keyboard("{End}");
    await screen.findByText("Temos sim.");
  });

  it("offers nothing where nothing of the kind was answered before", async () => {
    fake.on("presentation_recording", () => null);
    const user = await presented("live");
    await screen.findByTestId("presentation-trouble");
    await waitFor(() => expect(fake.called("presentation_recording")).not.toEqual([]));
    expect(screen.queryByTestId("presentation-playback")).toBeNull();
    await user.keyboard("{End}");
    expect(screen.getByTestId("presentation-trouble")).toBeTruthy();
  });
});

describe("a playback that is presented", () => {
  it("of a merchant that is known from it alone has its name", async () => {
    const stranger = conversation({
      id: "far",
      merchantId: "far",
      merchantName: "Loja Longe",
      state: "closed",
      turns: 1,
    });
    fake.add({ conversation: stranger, turns: [asked(21, "Oi!")], lines: [answered(21, "Olá de longe!")] });
    await application.start();
    await showConversation(stranger);
    render(App);
    const user = userEvent.setup();
    await user.click(await screen.findByTestId("presentation-open"));
    await screen.findByTestId("presentation");
    await screen.findByText("Olá de longe!");
    expect(document.title).toBe("Loja Longe");
    expect(fake.called("presentation_begin")[0]?.title).toBe("Loja Longe");
  });

  it("plays by itself, pauses, and shows what comes next at a key", async () => {
    const user = await presented("old");
    await screen.findByText("Olá!");
    expect(screen.getByTestId("playback-mark")).toBeTruthy();
    await user.keyboard(" ");
    expect(presentation.playback?.playing).toBe(false);
    await user.keyboard("{PageDown}{PageDown}");
    await screen.findByText("Temos sim.");
    await user.keyboard("0 ");
    await screen.findByText("É grátis.");
    expect(fake.called("conversation_start")).toEqual([]);
    expect(fake.called("conversation_send")).toEqual([]);
  });
});
