import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { conversation, error, line, said, turn } from "../../../tests/samples";
import App from "../../App.svelte";
import { setLanguage } from "../../i18n/index.svelte";
import { useBackend } from "../../ipc/backend";
import { application } from "../../state/application.svelte";
import { open } from "../../state/conversation.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import { find } from "../../state/find.svelte";
import { railSearch } from "../../state/history-search.svelte";
import { history } from "../../state/history.svelte";
import { several } from "../../state/several.svelte";
import { toasts } from "../../state/toasts.svelte";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  // What is marked is measured, and nothing has a place here.
  Range.prototype.getBoundingClientRect = () => new DOMRect();
  fake = new FakeBackend();
  putBack = useBackend(fake);
  const now = Date.now();
  fake.add({
    conversation: conversation({ id: "a", title: "tem açaí?", lastAt: now - 1_000 }),
    turns: [turn({ id: 1, sent: [{ type: "text", text: "tem açaí?", role: "user" }] })],
    lines: [line({ id: 1, turnId: 1, events: [said("Açaí? Temos sim.")] })],
  });
  fake.add({
    conversation: conversation({ id: "b", title: "qual o prazo?", lastAt: now - 2_000 }),
    turns: [turn({ id: 2, sent: [{ type: "text", text: "qual o prazo?", role: "user" }] })],
    lines: [line({ id: 2, turnId: 2, events: [said("Dois dias.")] })],
  });
});

afterEach(() => {
  open.show(null);
  dialogs.close();
  several.end();
  find.close();
  railSearch.words = "";
  toasts.shown = [];
  history.everybody = false;
  history.filter = { type: "all" };
  putBack();
  setLanguage("en");
});

async function started(): Promise<ReturnType<typeof userEvent.setup>> {
  await application.start();
  application.selectMerchant("acme");
  render(App);
  return userEvent.setup();
}

function titles(): string[] {
  return screen
    .queryAllByTestId("conversation-item")
    .map((row) => row.querySelector(".title")?.textContent ?? "");
}

function row(title: string): HTMLElement {
  const found = screen
    .getAllByTestId("conversation-item")
    .find((each) => each.querySelector(".title")?.textContent === title);
  const button = found?.querySelector<HTMLElement>(":scope > button");
  if (button == null) throw new Error(`no row ${title}`);
  return button;
}

async function choose(
  user: ReturnType<typeof userEvent.setup>,
  title: string,
  choice: string,
): Promise<void> {
  const item = row(title).closest("li");
  if (item === null) throw new Error(title);
  // The menu is drawn with its row; what opens it is the browser's own.
  await user.click(within(item).getByTestId(choice));
}

describe("a conversation of the list", () => {
  it("is renamed where it stands, and Esc leaves it as it was", async () => {
    const user = await started();
    row("tem açaí?").focus();
    await user.keyboard("{F2}nada{Escape}");
    expect(titles()).toEqual(["tem açaí?", "qual o prazo?"]);
    row("tem açaí?").focus();
    await user.keyboard("{F2}Sabores{Enter}");
    await waitFor(() => expect(titles()).toEqual(["Sabores", "qual o prazo?"]));
    expect(fake.called("conversation_rename")).toEqual([{ id: "a", title: "Sabores" }]);
    // An empty title brings back what the customer said.
    row("Sabores").focus();
    await user.keyboard("{F2}{Delete}{Enter}");
    await waitFor(() => expect(titles()).toEqual(["tem açaí?", "qual o prazo?"]));
  });

  it("is reached by arrow keys, deleted by Delete, and put back by the word that says so", async () => {
    const user = await started();
    row("tem açaí?").focus();
    await user.keyboard("{ArrowDown}");
    await waitFor(() => expect(document.activeElement).toBe(row("qual o prazo?")));
    await user.keyboard("{Delete}");
    await waitFor(() => expect(titles()).toEqual(["tem açaí?"]));
    await waitFor(() => expect(document.activeElement).toBe(row("tem açaí?")));
    await user.click(screen.getByTestId("toast-action"));
    await waitFor(() => expect(titles()).toEqual(["tem açaí?", "qual o prazo?"]));
    expect(fake.called("conversations_restore")).toEqual([{ ids: ["b"] }]);
  });

  it("stands on top once it is pinned", async () => {
    const user = await started();
    await choose(user, "qual o prazo?", "conversation-pin");
    await waitFor(() => expect(titles()).toEqual(["qual o prazo?", "tem açaí?"]));
    expect(screen.getAllByRole("heading", { level: 3 })[0]?.textContent).toBe("Pinned");
  });

  it("gets tags and a note, and is listed by its tag", async () => {
    const user = await started();
    await choose(user, "qual o prazo?", "conversation-note");
    expect(document.activeElement).toBe(screen.getByTestId("describe-note"));
    await user.keyboard("Perguntar à logística.");
    await user.type(screen.getByTestId("describe-tags"), "frete, urgente");
    await user.click(screen.getByTestId("describe-save"));
    await waitFor(() => expect(screen.queryByTestId("conversation-describe")).toBeNull());
    expect(fake.called("conversation_describe")).toEqual([
      { id: "b", tags: ["frete", "urgente"], note: "Perguntar à logística." },
    ]);
    const [tag] = await screen.findAllByTestId("filter-tag", undefined, { timeout: 3_000 });
    await user.click(tag as HTMLElement);
    await waitFor(() => expect(titles()).toEqual(["qual o prazo?"]));
    await user.click(screen.getByTestId("conversations-filter-clear"));
    expect(titles().length).toBe(2);
  });

  it("is not changed where the backend refuses it, and the reason is shown", async () => {
    fake.refuse("conversations_delete", error({ code: "diskFull", params: { path: "/data" }, answer: null }));
    const user = await started();
    row("tem açaí?").focus();
    await user.keyboard("{Delete}");
    await screen.findByTestId("toast");
    expect(titles()).toEqual(["tem açaí?", "qual o prazo?"]);
  });
});

describe("several conversations", () => {
  it("are chosen with Ctrl or in a mode of their own, and go out or away together", async () => {
    const user = await started();
    await user.keyboard("{Control>}");
    await user.click(row("tem açaí?"));
    await user.keyboard("{/Control}");
    await user.click(row("qual o prazo?"));
    expect(open.current).toBeNull();
    expect(row("tem açaí?").getAttribute("aria-checked")).toBe("true");
    await user.click(screen.getByTestId("several-export"));
    await user.click(await screen.findByTestId("export-csv"));
    await user.click(screen.getByTestId("export-write"));
    await waitFor(() => expect(screen.queryByTestId("export")).toBeNull());
    // The oldest first, as they were held.
    expect(fake.called("conversations_export")).toEqual([
      { ids: ["b", "a"], format: "csv", mask: false, language: "en" },
    ]);
    expect(screen.queryByTestId("several")).toBeNull();
  });
});

describe("the search", () => {
  it("shows what was found in place of the lists, and opens it where it stands", async () => {
    const user = await started();
    await user.keyboard("{Control>}{Shift>}f{/Shift}{/Control}");
    expect(document.activeElement).toBe(screen.getByTestId("rail-search"));
    await user.keyboard("dois");
    const hit = await screen.findByTestId("search-hit");
    expect(screen.queryByTestId("conversation-list")).toBeNull();
    expect(hit.querySelector("mark")?.textContent).toBe("Dois");
    await user.click(hit);
    await waitFor(() => expect(open.current?.id).toBe("b"));
    await waitFor(() => expect(open.current?.selection).toEqual({ lineId: 2, eventIndex: 0 }));
    expect([find.words, find.current?.lineId]).toEqual(["Dois", 2]);
    await user.click(screen.getByTestId("rail-search"));
    await user.keyboard("{Escape}");
    expect(screen.getByTestId("conversation-list")).toBeTruthy();
  });

  it("says which word is no filter", async () => {
    const user = await started();
    await user.click(screen.getByTestId("rail-search"));
    await user.keyboard("dois rated:meh");
    expect((await screen.findByTestId("search-literal")).textContent).toContain("rated:meh");
  });

  it("names the kinds that there are where one is unknown", async () => {
    const user = await started();
    await user.click(screen.getByTestId("rail-search"));
    await user.keyboard("kind:zzz");
    const hint = await screen.findByTestId("search-unknown-kind");
    expect(hint.textContent).toMatch(/“zzz”.*message, recommend, suggestion/);
  });

  it("is a part of the palette", async () => {
    const user = await started();
    await user.keyboard("{Control>}k{/Control}temos sim");
    await waitFor(() => expect(document.querySelector("[data-source='history']")).toBeTruthy());
    const found = document.querySelector<HTMLElement>("[data-source='history'] [data-testid='palette-item']");
    await user.click(found as HTMLElement);
    await waitFor(() => expect(open.current?.id).toBe("a"));
  });
});

describe("an answer", () => {
  it("is rated with a reason, and the same again takes it back", async () => {
    const user = await started();
    await user.click(row("tem açaí?"));
    await user.click(await screen.findByTestId("rate-bad"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("rating-field")));
    await user.keyboard("Não temos mais.{Enter}");
    await waitFor(() => expect(screen.getByTestId("rating-reason").textContent).toBe("Não temos mais."));
    await user.click(screen.getByTestId("rate-bad"));
    await waitFor(() => expect(screen.getByTestId("rating").dataset["rating"]).toBe("none"));
    expect(fake.called("turn_rate").map(({ rating }) => rating)).toEqual([
      { good: false, reason: "" },
      { good: false, reason: "Não temos mais." },
      null,
    ]);
  });
});

describe("an export", () => {
  it("shows what is masked before it goes out, and can be stopped", async () => {
    let written: (() => void) | undefined;
    fake.on("conversations_export", (_, send) => {
      send({ done: 1, of: 2 });
      return new Promise((done) => (written = () => done(null)));
    });
    fake.on("export_cancel", () => {
      written?.();
      return null;
    });
    const user = await started();
    dialogs.show({ type: "export", conversations: history.all });
    await user.click(await screen.findByTestId("export-mask"));
    expect((await screen.findAllByTestId("mask-row")).length).toBe(3);
    await user.click(screen.getByTestId("export-write"));
    expect((await screen.findByTestId("export-progress")).textContent).toBe("1 of 2");
    await user.click(screen.getByTestId("export-cancel"));
    await waitFor(() =>
      expect((screen.getByTestId("export-write") as HTMLButtonElement).disabled).toBe(false),
    );
    expect(fake.called("conversations_export")[0]?.mask).toBe(true);
    expect(toasts.shown).toEqual([]);
  });

  it("that fails keeps the dialog and says why", async () => {
    fake.refuse(
      "conversations_export",
      error({ code: "diskFull", params: { path: "/mnt/x" }, answer: null }),
    );
    const user = await started();
    dialogs.show({ type: "export", conversations: history.all });
    await user.click(await screen.findByTestId("export-write"));
    expect((await screen.findByTestId("error")).textContent).toContain("/mnt/x");
    expect(screen.getByTestId("export")).toBeTruthy();
  });
});

describe("what is taken in", () => {
  it("is shown, and what was unusual about it is said", async () => {
    const imported = conversation({
      id: "n",
      merchantId: "gone",
      merchantName: "Outra",
      source: { type: "capture" },
    });
    fake.on("conversations_import", () => {
      fake.add({ conversation: imported, turns: [], lines: [] });
      return { conversations: [imported], known: [], again: null, notices: ["capture"] };
    });
    const user = await started();
    await user.click(screen.getByTestId("conversations-import"));
    await waitFor(() => expect(open.current?.id).toBe("n"));
    expect((await screen.findByTestId("toast")).textContent).toContain("bare lines");
    expect(history.everybody).toBe(true);
  });

  it("is only named where it is here already, and taken in again where that is wanted", async () => {
    const copy = conversation({ id: "n", merchantId: "acme", source: { type: "recording" } });
    fake.on("conversations_import", () => {
      const known = history.all.filter(({ id }) => id === "a");
      return { conversations: [], known, again: 7, notices: [] };
    });
    fake.on("conversations_import_again", () => {
      fake.add({ conversation: copy, turns: [], lines: [] });
      return { conversations: [copy], known: [], again: null, notices: [] };
    });
    const user = await started();
    await user.click(screen.getByTestId("conversations-import"));
    expect((await screen.findByTestId("toast")).textContent).toContain("already here");
    await user.click(screen.getByTestId("toast-action"));
    await waitFor(() => expect(open.current?.id).toBe("a"));
    await user.click(screen.getByTestId("conversations-import"));
    await user.click(await screen.findByTestId("toast-other"));
    await waitFor(() => expect(open.current?.id).toBe("n"));
    expect(fake.called("conversations_import_again")).toEqual([{ number: 7 }]);
  });
});

describe("a file that is dropped on the window", () => {
  it("is shown as if it had been chosen, and refused with a sentence", async () => {
    await started();
    const imported = conversation({ id: "n", merchantId: "acme", source: { type: "recording" } });
    fake.add({ conversation: imported, turns: [], lines: [] });
    fake.watch({
      type: "imported",
      imported: { conversations: [imported], known: [], again: null, notices: [] },
    });
    await waitFor(() => expect(open.current?.id).toBe("n"));
    const refused = error({
      code: "notARecording",
      params: { path: "/data/ana/a.png", reason: "" },
      answer: null,
    });
    fake.watch({ type: "importRefused", error: refused });
    await waitFor(() =>
      expect(screen.getAllByTestId("toast").at(-1)?.textContent).toContain("/data/ana/a.png"),
    );
  });
});

describe("the settings of the data", () => {
  it("say what is there, and ask before anything goes", async () => {
    const user = await started();
    dialogs.show({ type: "settings" });
    expect((await screen.findByTestId("data-statement")).textContent).toContain("2 conversations");
    await user.click(screen.getByLabelText("For some days"));
    const days = screen.getByTestId("retention-days");
    await user.clear(days);
    await user.type(days, "30");
    await waitFor(() => expect(screen.getByTestId("retention-effect").textContent).toContain("12"));
    expect(fake.called("retention_set")).toEqual([]);
    await user.click(screen.getByTestId("retention-set"));
    await waitFor(() => expect(fake.called("retention_set")).toEqual([{ days: 30 }]));
    await waitFor(() => expect(screen.queryByTestId("retention-set")).toBeNull());
  });
});
