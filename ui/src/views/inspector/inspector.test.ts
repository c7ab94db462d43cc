import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { setLanguage } from "../../i18n/index.svelte";
import { type Backend, useBackend } from "../../ipc/backend";
import type { Line } from "../../ipc/generated/Line";
import type { RawLine } from "../../ipc/generated/RawLine";
import { line, subject, turn, untimed } from "./fixtures";
import EventRow from "./EventRow.svelte";
import Inspector from "./Inspector.svelte";
import { layout } from "./layout.svelte";
import { prettyLines, rawLines, requests } from "./loaded.svelte";

let raw: Partial<RawLine>;
let calls: string[];
let written: string[];
let restore: () => void;

const answers: Record<string, (input: { id: number; text: string }) => unknown> = {
  line_raw: ({ id }) => ({ id, bytes: 9, sha256: "c0ffee", text: '{"a":1.10}', hex: null, ...raw }),
  line_pretty: ({ id }) => ({ id, text: null, problem: "expected value" }),
  lines_matching: () => ({ ids: [] }),
  clipboard_write: ({ text }) => {
    written.push(text);
    return null;
  },
  turn_request: () => ({
    method: "POST",
    url: "https://api.example/invoke",
    headers: [{ name: "x-api-key", value: "••••" }],
    body: "",
    curl: "curl --data …",
  }),
};

beforeAll(() => {
  // jsdom lays nothing out and scrolls nowhere; the virtualised list only needs these to be there.
  Element.prototype.scrollTo = () => undefined;
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
});

beforeEach(() => {
  setLanguage("en");
  raw = {};
  calls = [];
  written = [];
  layout.tab = "events";
  layout.detail = "tree";
  for (const remembered of [rawLines, prettyLines, requests]) remembered.clear();
  const fake = {
    call: (command: string, input: { id: number; text: string }) => {
      calls.push(command);
      const answer = answers[command];
      return answer === undefined ? Promise.reject(new Error(command)) : Promise.resolve(answer(input));
    },
  };
  restore = useBackend(fake as unknown as Backend);
});

afterEach(() => {
  cleanup();
  restore();
});

const only = line(1, 1);
const selectedLine = (more: Partial<Line> = {}) =>
  subject([turn(1, 1)], [{ ...only, ...more }], { lineId: 1, eventIndex: null });

describe("the inspector", () => {
  it("says what to do when no conversation is open", () => {
    render(Inspector, { conversation: null });
    expect(screen.getByTestId("inspector").textContent).toContain("Open a conversation");
  });

  it("says what to do when nothing has come yet", () => {
    render(Inspector, { conversation: subject([], []) });
    expect(screen.getByTestId("event-list").textContent).toContain("Nothing has come yet");
  });

  it("moves between its tabs with the arrow keys", async () => {
    render(Inspector, { conversation: subject([], []) });
    screen.getByRole("tab", { name: "Events" }).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(screen.getByRole("tab", { name: "Request", selected: true })).toBe(document.activeElement);
    await userEvent.keyboard("{End}");
    expect(screen.getByTestId("timing-view")).toBeTruthy();
    await userEvent.keyboard("{ArrowRight}");
    expect(screen.getByTestId("event-filter")).toBeTruthy();
  });

  it("counts what the filter lets through, and says when that is nothing", async () => {
    render(Inspector, {
      conversation: subject([turn(1, 1)], [line(1, 1), line(2, 1, { kinds: ["chatSuggestionEvent"] })]),
    });
    const filter = screen.getByTestId("event-filter");
    await userEvent.type(filter, "suggestion");
    expect(screen.getByText("1 of 2")).toBeTruthy();
    await userEvent.clear(filter);
    await userEvent.type(filter, "zzz");
    await waitFor(() => screen.getByText("No line has “zzz” in it."));
  });

  it("clears the filter with Escape and keeps the key from whoever listens further out", async () => {
    const outer = vi.fn();
    document.addEventListener("keydown", outer);
    render(Inspector, { conversation: subject([turn(1, 1)], [only]) });
    const filter = screen.getByTestId<HTMLInputElement>("event-filter");
    await userEvent.type(filter, "a");
    outer.mockClear();
    await userEvent.type(filter, "{Escape}");
    document.removeEventListener("keydown", outer);
    expect(filter.value).toBe("");
    expect(outer).not.toHaveBeenCalled();
  });
});

describe("the selected line", () => {
  it("carries its size and digest under Raw", async () => {
    layout.detail = "raw";
    render(Inspector, { conversation: selectedLine() });
    await waitFor(() => expect(screen.getByTestId("event-raw").dataset["sha256"]).toBe("c0ffee"));
    expect(screen.getByTestId("event-raw").dataset["bytes"]).toBe("9");
  });

  it("is a hex dump where it is not UTF-8", async () => {
    layout.detail = "raw";
    raw = { text: null, hex: "00000000  ff fe" };
    render(Inspector, { conversation: selectedLine({ class: "notJson", kinds: [] }) });
    await waitFor(() => screen.getByText(/Not UTF-8: 9 bytes/));
  });

  it("is said to be no JSON under Pretty, which is asked only when it is looked at", async () => {
    render(Inspector, { conversation: selectedLine() });
    await waitFor(() => screen.getByRole("tree"));
    expect(calls).not.toContain("line_pretty");
    await userEvent.click(screen.getByRole("tab", { name: "Pretty" }));
    await waitFor(() => expect(screen.getByTestId("event-pretty").textContent).toContain("not JSON"));
  });

  it("shows where its JSON ends and why", async () => {
    raw = { text: '{"a":' };
    render(Inspector, { conversation: selectedLine() });
    await waitFor(() => screen.getByText(/ends at character 6:\s+the text is cut off there/));
  });

  it("is read into a tree only on request where it is very long", async () => {
    raw = { text: `["${"x".repeat(4_000_001)}"]` };
    render(Inspector, { conversation: selectedLine() });
    await userEvent.click(await waitFor(() => screen.getByRole("button", { name: "Show everything" })));
    expect(screen.getByRole("tree")).toBeTruthy();
  });

  it("is copied as it came", async () => {
    render(Inspector, { conversation: selectedLine() });
    await waitFor(() => screen.getByRole("tree"));
    await userEvent.click(screen.getByRole("button", { name: "Copy the line as it came" }));
    expect(written).toEqual(['{"a":1.10}']);
  });

  it("shows why it has no meaning", () => {
    render(Inspector, { conversation: selectedLine({ problem: "expected `,`", class: "notJson" }) });
    expect(screen.getByText("expected `,`")).toBeTruthy();
  });
});

describe("the request", () => {
  it("is shown with its key masked and copied as cURL", async () => {
    layout.tab = "request";
    render(Inspector, { conversation: selectedLine() });
    await waitFor(() => screen.getByText("https://api.example/invoke"));
    expect(screen.getByTestId("request-view").textContent).toContain("••••");
    await userEvent.click(screen.getByTestId("copy-curl"));
    expect(written).toEqual(["curl --data …"]);
  });
});

describe("the timing", () => {
  it("has a dash for what has not happened", () => {
    layout.tab = "timing";
    render(Inspector, { conversation: subject([turn(1, 1, { state: "waiting", timing: untimed })], []) });
    expect(screen.getByRole("row", { name: /^Total/ }).textContent).toContain("–");
    expect(screen.getByTestId("timing-view").textContent).toContain("Waiting");
  });

  it("is that of the selected line's turn", () => {
    layout.tab = "timing";
    const turns = [turn(1, 1, { timing: { ...untimed, endUs: 412_000 } }), turn(2, 2)];
    render(Inspector, { conversation: subject(turns, [only], { lineId: 1, eventIndex: null }) });
    expect(screen.getByTestId("timing-view").dataset["turn"]).toBe("1");
    expect(screen.getByRole("row", { name: /^Total/ }).textContent).toContain("412");
  });
});

describe("a row of the list", () => {
  const row = (held: Line) =>
    render(EventRow, {
      id: "row",
      line: held,
      turn: 1,
      gapUs: 5_200,
      position: 2,
      size: 9,
      isSelected: false,
      onselect: () => undefined,
    });

  it("names its first kind and counts the others", () => {
    row(line(3, 1, { kinds: ["recommendationEvent", "recommendationEvent", "messageEvent"] }));
    const option = screen.getByTestId("event-row");
    expect(option.dataset).toMatchObject({ seq: "3", kind: "recommendationEvent", lineId: "3" });
    expect(option.textContent).toContain("recommend ×2");
    expect(option.textContent).toContain("+1");
    expect(option.getAttribute("aria-posinset")).toBe("2");
  });

  it("is called by its class where it has no event", () => {
    row(line(3, 1, { kinds: [], class: "keepAlive", bytes: 0 }));
    expect(screen.getByTestId("event-row").dataset["kind"]).toBe("keepAlive");
  });

  it("says its problem to those who hear it", () => {
    row(line(3, 1, { problem: "an unknown field" }));
    expect(screen.getByTestId("event-row").getAttribute("aria-label")).toContain("an unknown field");
  });
});
