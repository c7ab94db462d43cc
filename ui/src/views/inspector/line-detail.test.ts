import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { setLanguage } from "../../i18n/index.svelte";
import type { Line } from "../../ipc/generated/Line";
import { line, subject, turn } from "./fixtures";
import Inspector from "./Inspector.svelte";
import { layout } from "./layout.svelte";
import type { Subject } from "./subject";
import { Desk, rawText, withoutLayout } from "./testing";

// The real editor measures what jsdom does not lay out; which text it is given is all that matters here.
const editors = vi.hoisted(() => ({ texts: [] as string[], marked: [] as string[] }));
vi.mock("../../elements/json/editor", () => ({
  openEditor: (_root: ShadowRoot, options: { text: string; fresh: { from: number; to: number }[] }) => {
    editors.texts.push(options.text);
    editors.marked.push(...options.fresh.map(({ from, to }) => options.text.slice(from, to)));
    return { update: () => undefined, destroy: () => undefined };
  },
}));

let desk: Desk;

beforeAll(withoutLayout);

beforeEach(() => {
  setLanguage("en");
  desk = new Desk();
});

afterEach(() => {
  cleanup();
  desk.restore();
});

const selectedLine = (more: Partial<Line> = {}): Subject =>
  subject([turn(1, 1)], [{ ...line(1, 1), ...more }], { lineId: 1, eventIndex: null });

const tree = (): Promise<HTMLElement> => waitFor(() => screen.getByRole("tree"));

describe("the selected line", () => {
  it("carries its size and digest under Raw", async () => {
    layout.detail = "raw";
    render(Inspector, { conversation: selectedLine() });
    await waitFor(() => expect(screen.getByTestId("event-raw").dataset["sha256"]).toBe("c0ffee"));
    expect(screen.getByTestId("event-raw").dataset["bytes"]).toBe("10");
  });

  it("is said to be read, with its size, where that takes a moment", async () => {
    let arrive = (): void => undefined;
    desk.answers.line_raw = ({ id }) =>
      new Promise((resolve) => (arrive = () => resolve({ id, ...rawText('{"a":1.10}') })));
    render(Inspector, { conversation: selectedLine({ bytes: 5_300_000 }) });
    expect(screen.queryByText(/^Reading/)).toBeNull();
    await screen.findByText(/Reading 5\.3\sMB…/);
    arrive();
    await tree();
    expect(screen.queryByText(/^Reading/)).toBeNull();
  });

  it("is said to be no JSON under Pretty, which is asked only when it is looked at", async () => {
    render(Inspector, { conversation: selectedLine() });
    await tree();
    expect(desk.asked("line_pretty")).toEqual([]);
    await userEvent.click(screen.getByRole("tab", { name: "Pretty" }));
    await waitFor(() => expect(screen.getByTestId("event-pretty").textContent).toContain("not JSON"));
    expect(screen.getByTestId("event-pretty").textContent).toContain("from byte 1 on: a value should stand");
  });

  it("shows where its JSON ends and why", async () => {
    desk.raw = rawText('{"a":');
    render(Inspector, { conversation: selectedLine() });
    await waitFor(() => screen.getByText(/ends at character 6:\s+the text is cut off there/));
  });

  it("is copied as it came", async () => {
    render(Inspector, { conversation: selectedLine() });
    await tree();
    await userEvent.click(screen.getByRole("button", { name: "Copy the line as it came" }));
    expect(desk.clipboard).toEqual(['{"a":1.10}']);
  });

  it("shows why it has no meaning", () => {
    const problem = { type: "unknownMembers" } as const;
    render(Inspector, { conversation: selectedLine({ problem, class: "unknownShape" }) });
    expect(
      screen.getByText("An object with none of the members that an answer has.", { selector: "p" }),
    ).toBeTruthy();
  });
});

describe("a line that is not UTF-8", () => {
  beforeEach(() => {
    layout.detail = "raw";
    desk.raw = { ...rawText("a\ufffd"), bytes: 2, invalidBytes: 1, invalid: [{ at: 1, byte: 0xff }] };
    desk.answers.line_bytes = ({ from }) => ({ id: 1, from, hex: from === 0 ? "61ff" : "" });
  });

  const broken = (): Subject => selectedLine({ class: "notJson", kinds: [] });

  it("is a hex dump in which the bytes that are no text are marked", async () => {
    render(Inspector, { conversation: broken() });
    await waitFor(() => screen.getByText("1 byte is not UTF-8"));
    expect(screen.getByTestId("event-raw").dataset["form"]).toBe("hex");
    const dump = screen.getByTestId("event-hex");
    await waitFor(() => expect(dump.textContent).toContain("61"));
    expect(dump.textContent).toContain("00000000");
    expect([...dump.querySelectorAll(".invalid")].map((cell) => cell.textContent)).toEqual(["ff", "·"]);
  });

  it("is text for those who want it so, also for the next line", async () => {
    render(Inspector, { conversation: broken() });
    await userEvent.click(await waitFor(() => screen.getByTestId("raw-as-text")));
    expect(screen.getByTestId("event-raw").dataset["form"]).toBe("text");
    expect(screen.queryByTestId("event-hex")).toBeNull();
    await waitFor(() => expect(editors.texts.at(-1)).toBe("a\ufffd"));
    expect(layout.raw).toBe("text");
  });

  it("is copied as its digits, since it would not survive as text", async () => {
    render(Inspector, { conversation: broken() });
    await userEvent.click(await waitFor(() => screen.getByRole("button", { name: "Copy the bytes as hex" })));
    await waitFor(() => expect(desk.clipboard).toEqual(["61ff"]));
  });

  it("is a dump by hand where it is text", async () => {
    desk.raw = {};
    desk.answers.line_bytes = ({ from }) => ({ id: 1, from, hex: "7b2261223a312e31307d" });
    render(Inspector, { conversation: selectedLine() });
    await userEvent.click(await waitFor(() => screen.getByTestId("raw-as-hex")));
    await waitFor(() => expect(screen.getByTestId("event-hex").textContent).toContain('{"a":1.10}'));
  });
});

describe("the tree", () => {
  const products = '{"products":[{"title":"Vestido azul"},{"title":"Saia"},{"title":"Bolsa azul"}]}';

  it("finds words, counts them and goes from one to the next", async () => {
    desk.raw = rawText(products);
    render(Inspector, { conversation: selectedLine() });
    await tree();
    await userEvent.click(screen.getByTestId("tree-find-open"));
    const field = screen.getByTestId("tree-find");
    expect(document.activeElement).toBe(field);
    await userEvent.type(field, "AZUL");
    expect(screen.getByTestId("tree-find-count").textContent).toContain("1 of 2");
    expect(screen.getByTestId("tree-path").textContent).toBe(".products[0].title");
    await userEvent.keyboard("{Enter}");
    expect(screen.getByTestId("tree-find-count").textContent).toContain("2 of 2");
    expect(screen.getByTestId("tree-path").textContent).toBe(".products[2].title");
    await userEvent.keyboard("{Shift>}{Enter}{/Shift}");
    expect(screen.getByTestId("tree-path").textContent).toBe(".products[0].title");
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByTestId("tree-find")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("tree"));
  });

  it("says that there is nothing to be found", async () => {
    desk.raw = rawText(products);
    render(Inspector, { conversation: selectedLine() });
    (await tree()).focus();
    await userEvent.keyboard("{Control>}f{/Control}zzz");
    expect(screen.getByTestId("tree-find-count").textContent).toContain("nothing");
  });

  it("copies the value and both kinds of path of the row in focus", async () => {
    desk.raw = rawText('{"a":{"odd key":[1.10]}}');
    render(Inspector, { conversation: selectedLine() });
    (await tree()).focus();
    await userEvent.keyboard("{End}");
    for (const what of ["value", "jq", "json-path"])
      await fireEvent.click(screen.getByTestId(`tree-copy-${what}`));
    await userEvent.keyboard("{Control>}c{/Control}{Control>}{Shift>}C{/Shift}{/Control}");
    await waitFor(() =>
      expect(desk.clipboard).toEqual([
        "1.10",
        '.a["odd key"][0]',
        "$.a['odd key'][0]",
        "1.10",
        '.a["odd key"][0]',
      ]),
    );
  });

  it("marks the fields that are new in the event that they belong to", async () => {
    desk.raw = rawText('{"responseEvents":[{"messageEvent":{"tone":1}},{"messageEvent":{"tone":2}}]}');
    const newFields = [{ index: 1, path: ".messageEvent.tone" }];
    render(Inspector, { conversation: selectedLine({ newFields }) });
    // Without layout only the row in focus is in the page: the last one, which is new, and then the one above.
    (await tree()).focus();
    await userEvent.keyboard("{End}");
    const active = (): HTMLElement => screen.getByRole("treeitem", { selected: true, hidden: true });
    expect(active().dataset["new"]).toBe("true");
    expect(within(active()).getByText("new")).toBeTruthy();
    await userEvent.keyboard("{ArrowUp}");
    expect(active().dataset["new"]).toBeUndefined();
  });

  it("marks them under Pretty too", async () => {
    const text = '{\n  "responseEvents": [{ "messageEvent": { "text": "tone", "tone": 1 } }]\n}';
    desk.answers.line_pretty = ({ id }) => ({ id, text, problem: null });
    layout.detail = "pretty";
    render(Inspector, {
      conversation: selectedLine({ newFields: [{ index: 0, path: ".messageEvent.tone" }] }),
    });
    await waitFor(() => expect(editors.marked).toEqual(['"tone"']));
  });

  it("holds back the rest of five megabytes, says how much it is, and shows it in full when asked", async () => {
    desk.raw = rawText(`["${"é".repeat(2_500_000)}"]`);
    render(Inspector, { conversation: selectedLine() });
    (await tree()).focus();
    await userEvent.keyboard("{End}");
    expect(screen.getByRole("treeitem", { selected: true, hidden: true }).textContent?.length).toBeLessThan(
      1_000,
    );
    await userEvent.click(screen.getByText("show all 5 MB"));
    expect(screen.getByTestId("tree-value").textContent).toContain(".[0]");
    expect(screen.getByTestId("long-text").dataset["length"]).toBe("2500002");
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByRole("tree")).toBeTruthy();
  });

  it("reads half a million values only on request", async () => {
    desk.raw = rawText(`[${"1,".repeat(500_000)}1]`);
    render(Inspector, { conversation: selectedLine() });
    await waitFor(() => screen.getByText(/first 400,000 values/));
    await userEvent.click(screen.getByRole("button", { name: "Show everything" }));
    expect(screen.queryByText(/first 400,000 values/)).toBeNull();
    expect(screen.getByRole("tree").textContent).toContain("[500001]");
  });
});
