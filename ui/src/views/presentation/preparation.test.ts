import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { conversation, demo, error, merchant, said, line, turn } from "../../../tests/samples";
import { language, locale, t } from "../../i18n/index.svelte";
import { useBackend } from "../../ipc/backend";
import type { Merchant } from "../../ipc/generated/Merchant";
import type { PresentationPlan } from "../../ipc/generated/PresentationPlan";
import { application } from "../../state/application.svelte";
import { open } from "../../state/conversation.svelte";
import { presentation } from "../../state/presentation.svelte";
import { showConversation } from "../../state/sessions";
import Preparation from "./Preparation.svelte";

let fake: FakeBackend;
let putBack: () => void;
const plan: PresentationPlan = {
  stage: "phone",
  textSize: 100,
  screen: null,
  language: null,
  prompts: ["um", "dois", "três"],
};

beforeEach(() => {
  HTMLElement.prototype.setPointerCapture ??= () => undefined;
  fake = new FakeBackend();
  fake.on("presentation_plan", () => plan);
  putBack = useBackend(fake);
});

afterEach(() => {
  presentation.end();
  open.show(null);
  putBack();
});

async function prepared(of: Merchant = merchant()): Promise<ReturnType<typeof userEvent.setup>> {
  await application.start();
  render(Preparation, { merchant: of });
  await screen.findByTestId("presentation-prompt-add");
  return userEvent.setup();
}

const rows = (): HTMLElement[] => screen.queryAllByTestId("presentation-prompt");
const texts = (): string[] => rows().map((row) => row.querySelector("input")?.value ?? "");
const grip = (index: number): HTMLElement => rows()[index]?.querySelector("[data-grip]") as HTMLElement;
const field = (): HTMLInputElement => screen.getByTestId("presentation-prompt-add");
const kept = (): string[] | null | undefined => fake.called("presentation_plan_set").at(-1)?.plan.prompts;

describe("the prompts", () => {
  it("are added with Enter, edited in place and taken out, and each change is kept", async () => {
    const user = await prepared();
    await user.type(field(), " quatro {Enter}");
    expect(texts()).toEqual(["um", "dois", "três", "quatro"]);
    expect(field().value).toBe("");
    await user.type(within(rows()[0] as HTMLElement).getByLabelText("Prompt 1"), "!");
    await user.click(within(rows()[1] as HTMLElement).getByTestId("presentation-prompt-remove"));
    expect(texts()).toEqual(["um!", "três", "quatro"]);
    await waitFor(() => expect(kept()).toEqual(["um!", "três", "quatro"]), { timeout: 3_000 });
  });

  it("come many at once from a pasted list", async () => {
    const user = await prepared();
    await user.type(field(), "quatro");
    await user.paste("1. cinco\n2. seis\n\n");
    expect(texts()).toEqual(["um", "dois", "três", "quatro", "cinco", "seis"]);
    await user.paste("uma linha só");
    expect(field().value).toBe("uma linha só");
  });

  it("move with the arrow keys on their handle, which keeps the focus and says where it is", async () => {
    const user = await prepared();
    grip(0).focus();
    await user.keyboard("{ArrowDown}");
    expect(texts()).toEqual(["dois", "um", "três"]);
    expect(document.activeElement).toBe(grip(1));
    expect(screen.getByText("Prompt 1 is now number 2.")).toBeTruthy();
    await user.keyboard("{End}{ArrowDown}");
    expect(texts()).toEqual(["dois", "três", "um"]);
    await user.keyboard("{Home}{ArrowUp}");
    expect(texts()).toEqual(["um", "dois", "três"]);
  });

  it("move when they are dragged", async () => {
    await prepared();
    // Rows of 32 pixels, one below the other, wherever they are by now.
    const height = 32;
    for (const row of rows())
      row.getBoundingClientRect = () => new DOMRect(0, rows().indexOf(row) * height, 300, height);
    const drag = (type: string, clientY: number): void => {
      const moving = new MouseEvent(type, { bubbles: true, button: 0, clientY });
      rows()
        .find((row) => row.querySelector("input")?.value === "um")
        ?.querySelector("[data-grip]")
        ?.dispatchEvent(moving);
    };
    drag("pointerdown", 16);
    drag("pointermove", 60);
    await waitFor(() => expect(texts()).toEqual(["dois", "um", "três"]));
    drag("pointermove", 200);
    await waitFor(() => expect(texts()).toEqual(["dois", "três", "um"]));
    drag("pointerup", 200);
    drag("pointermove", 0);
    expect(texts()).toEqual(["dois", "três", "um"]);
  });

  it("that were not finished with Enter are meant all the same", async () => {
    const user = await prepared();
    await user.type(field(), "quatro");
    await user.click(screen.getByTestId("presentation-start-unchecked"));
    expect(presentation.prompts).toEqual(["um", "dois", "três", "quatro"]);
    expect(kept()).toEqual(["um", "dois", "três", "quatro"]);
  });
});

describe("the check", () => {
  it("sends the first prompt, says ready, and its button then begins", async () => {
    const user = await prepared();
    await user.keyboard("{Enter}");
    await screen.findByText("Ready. The first answer began after 84 ms.");
    expect(fake.called("presentation_check")).toEqual([{ merchantId: "acme", prompt: "um" }]);
    expect(presentation.active).toBe(false);
    // The button has kept the focus, so that Enter, Enter is all it takes.
    await user.keyboard("{Enter}");
    expect(presentation.active).toBe(true);
  });

  it("greets where there is no prompt", async () => {
    fake.on("presentation_plan", () => ({ ...plan, prompts: [] }));
    const user = await prepared();
    await user.click(screen.getByTestId("presentation-check"));
    expect(fake.called("presentation_check")[0]?.prompt).toBe("Hi!");
  });

  it("warns that a key will do nothing where there is no prompt, and nowhere else", async () => {
    fake.on("presentation_plan", () => ({ ...plan, prompts: [] }));
    const user = await prepared();
    await user.click(screen.getByTestId("presentation-check"));
    await screen.findByText("Ready. The first answer began after 84 ms.");
    const result = screen.getByTestId("presentation-check-result");
    expect(result.querySelector("[data-part='prompts']")?.textContent).toContain("Page Down will do nothing");
    await user.type(field(), "um{Enter}");
    expect(result.querySelector("[data-part='prompts']")).toBeNull();
  });

  it("says what is wrong and the next step, once, and can be left aside", async () => {
    const refused = error({ code: "keyRefused", params: { merchant: "Loja Acme", status: "401" } });
    fake.on("presentation_check", (_, send) => {
      send({ part: "key", result: { state: "passed", tookUs: 1_000 } });
      send({ part: "health", result: { state: "failed", tookUs: 1_000, error: refused } });
      send({ part: "init", result: { state: "failed", tookUs: 1_000, error: refused } });
      send({ part: "answer", result: { state: "skipped" } });
      return { ready: false, tookUs: 3_000, staysAwake: false };
    });
    const user = await prepared();
    await user.click(screen.getByTestId("presentation-check"));
    expect((await screen.findByTestId("presentation-verdict")).textContent?.trim()).toBe("Not ready yet.");
    const result = screen.getByTestId("presentation-check-result");
    expect(within(result).getAllByTestId("error").length).toBe(1);
    expect(within(result).getByTestId("error").textContent).toContain("The API key was refused (401).");
    expect(within(result).getByTestId("remedy")).toBeTruthy();
    // A screen that may sleep is no error, but it is told.
    expect(result.querySelector("[data-part='awake']")?.textContent).toContain("it may sleep");
    await user.click(screen.getByTestId("presentation-start-unchecked"));
    expect(presentation.active).toBe(true);
  });

  it("that cannot even begin says why", async () => {
    fake.refuse("presentation_check", error({ code: "merchantNotFound", params: {}, answer: null }));
    const user = await prepared();
    await user.click(screen.getByTestId("presentation-check"));
    await screen.findByTestId("error");
    expect(screen.queryByTestId("presentation-check-result")).toBeNull();
  });

  it("waits for a keychain only as long as the person likes", async () => {
    fake.on("presentation_check", (_, send) => {
      send({ part: "key", result: { state: "running" } });
      return new Promise(() => undefined);
    });
    const user = await prepared();
    await user.click(screen.getByTestId("presentation-check"));
    await user.click(await screen.findByText("Stop waiting"));
    expect(fake.called("keychain_cancel").length).toBe(1);
  });
});

describe("what is remembered", () => {
  it("is the stage and the screen, of which there is a choice only where there are several", async () => {
    const user = await prepared();
    expect(screen.queryByTestId("presentation-screen")).toBeNull();
    await user.click(screen.getByText("Full screen"));
    await waitFor(() => expect(fake.called("presentation_plan_set").at(-1)?.plan.stage).toBe("wide"), {
      timeout: 3_000,
    });
  });

  it("is the language of the audience, which is the window's again afterwards", async () => {
    const user = await prepared();
    const choice = screen.getByTestId("presentation-language");
    expect(within(choice).getByLabelText<HTMLInputElement>("English").checked).toBe(true);
    await user.click(within(choice).getByText("Español"));
    await user.click(screen.getByTestId("presentation-start-unchecked"));
    expect(fake.called("presentation_plan_set").at(-1)?.plan.language).toBe("es");
    expect([language(), locale()]).toEqual(["es", "es"]);
    expect(t("presentation.online")).toBe("en línea");
    presentation.end();
    expect(language()).toBe("en");
  });

  it("is no language until one is chosen: a demo shop has its own", async () => {
    await prepared(demo);
    const choice = screen.getByTestId("presentation-language");
    const spoken = application.demoShops.find(({ agentId }) => agentId === demo.agentId)?.language;
    expect(spoken).toBe("pt-BR");
    expect(within(choice).getByLabelText<HTMLInputElement>("Português").checked).toBe(true);
  });

  it("is the screen, by its id, until it is gone", async () => {
    fake.on("presentation_plan", () => ({ ...plan, screen: "gone" }));
    fake.on("presentation_screens", () => [
      { id: "a", name: "eDP-1", width: 1920, height: 1200, current: true },
      { id: "b", name: null, width: 1280, height: 800, current: false },
    ]);
    const user = await prepared();
    const choice: HTMLSelectElement = await screen.findByTestId("presentation-screen");
    expect(choice.value).toBe("a");
    expect(choice.textContent).toContain("Screen 2 · 1280 × 800");
    await user.selectOptions(choice, "b");
    await user.click(screen.getByTestId("presentation-start-unchecked"));
    expect(fake.called("presentation_begin")[0]?.screen).toBe("b");
    expect(fake.called("presentation_plan_set").at(-1)?.plan.screen).toBe("b");
  });
});

describe("the conversation that is open", () => {
  async function withOpen(said_: boolean): Promise<ReturnType<typeof userEvent.setup>> {
    fake.add({
      conversation: conversation(),
      turns: said_ ? [turn()] : [],
      lines: said_ ? [line({ events: [said("Temos sim")] })] : [],
    });
    await application.start();
    const held = fake.held.get("c1");
    if (held !== undefined) await showConversation(held.conversation);
    return prepared();
  }

  it("is gone on with on request, and otherwise a fresh customer begins", async () => {
    const user = await withOpen(true);
    await user.click(screen.getByText("The open conversation"));
    await user.click(screen.getByTestId("presentation-start-unchecked"));
    expect(presentation.conversation?.id).toBe("c1");
    expect(fake.called("conversation_start")).toEqual([]);
  });

  it("gives its customer's words as prompts where there are none", async () => {
    fake.on("presentation_plan", () => ({ ...plan, prompts: [] }));
    const user = await withOpen(true);
    await user.click(screen.getByText("Use the message of the open conversation"));
    expect(texts()).toEqual(["tem vestido azul?"]);
    expect(screen.queryByTestId("presentation-prompts-said")).toBeNull();
  });

  it("is fresh enough where nothing has been said in it", async () => {
    const user = await withOpen(false);
    expect(screen.queryByText("The open conversation")).toBeNull();
    await user.click(screen.getByTestId("presentation-start-unchecked"));
    expect(presentation.conversation?.id).toBe("c1");
    expect(fake.called("conversation_start")).toEqual([]);
  });
});
