import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { setLanguage } from "../../i18n/index.svelte";
import { toasts } from "../../state/toasts.svelte";
import type { ComparedTurn } from "../../ipc/generated/ComparedTurn";
import type { RequestView } from "../../ipc/generated/RequestView";
import type { SessionCallView } from "../../ipc/generated/SessionCallView";
import type { TurnComparison } from "../../ipc/generated/TurnComparison";
import { line, subject, turn, untimed } from "./fixtures";
import Inspector from "./Inspector.svelte";
import { layout } from "./layout.svelte";
import { pins } from "./pins.svelte";
import { Desk, withoutLayout } from "./testing";

let desk: Desk;

const request = (change: Partial<RequestView> = {}): RequestView => ({
  method: "POST",
  url: "https://api.example/invoke",
  headers: [{ name: "x-api-key", value: "••••" }],
  body: "",
  pretty: "",
  bodyBytes: 0,
  copies: { curl: "curl …", python: "import os", httpie: "http …" },
  ...change,
});

beforeAll(withoutLayout);

beforeEach(() => {
  setLanguage("en");
  desk = new Desk();
  desk.answers.turn_request = () => request();
});

afterEach(() => {
  cleanup();
  desk.restore();
});

/** Figures have a space that does not break. */
const plain = (node: Element): string => (node.textContent ?? "").replaceAll("\u00a0", " ");

const one = line(1, 1);
const selected = { lineId: 1, eventIndex: null };

describe("the request", () => {
  beforeEach(() => {
    layout.tab = "request";
  });

  it("is shown with its key masked, and copied for three tools", async () => {
    render(Inspector, { conversation: subject([turn(1, 1)], [one], selected) });
    await waitFor(() => screen.getByText("https://api.example/invoke"));
    expect(screen.getByTestId("request-view").textContent).toContain("••••");
    for (const tool of ["curl", "python", "httpie"])
      await userEvent.click(screen.getByTestId(`copy-${tool}`));
    expect(desk.clipboard).toEqual(["curl …", "import os", "http …"]);
  });

  it("has a body that is copied as it was sent, however it is laid out", async () => {
    desk.answers.turn_request = () => request({ body: '{"a":1.10}', pretty: '{\n  "a": 1.10\n}' });
    render(Inspector, { conversation: subject([turn(1, 1)], [one], selected) });
    await userEvent.click(await waitFor(() => screen.getByTestId("copy-body")));
    expect(desk.clipboard).toEqual(['{"a":1.10}']);
  });

  it("stands beside the calls that opened and closed the session", async () => {
    const call = (name: string, more: Partial<SessionCallView> = {}): SessionCallView => ({
      name,
      request: request({ url: `https://api.example/${name}` }),
      sentAt: 0,
      tookUs: 84_000,
      answer: '{ "ok": true }',
      error: null,
      ...more,
    });
    desk.answers.session_calls = () => [call("init"), call("close", { tookUs: null, answer: null })];
    render(Inspector, { conversation: subject([turn(1, 1)], [one], selected) });
    await userEvent.click(await waitFor(() => screen.getByTestId("request-call-init")));
    expect(screen.getByText("https://api.example/init")).toBeTruthy();
    expect(screen.getByTestId("session-call-answer").textContent).toContain("answered after 84");
    await userEvent.click(screen.getByTestId("request-call-close"));
    expect(screen.getByTestId("session-call-answer").textContent).toContain("not answered");
    await userEvent.click(screen.getByTestId("request-call-invoke"));
    expect(screen.getByText("https://api.example/invoke")).toBeTruthy();
  });
});

describe("the timing", () => {
  beforeEach(() => {
    layout.tab = "timing";
  });

  it("has a dash for what has not happened", () => {
    render(Inspector, { conversation: subject([turn(1, 1, { state: "waiting", timing: untimed })], []) });
    expect(screen.getByRole("row", { name: /^Total/ }).textContent).toContain("–");
    expect(screen.getByTestId("timing-view").textContent).toContain("Waiting");
  });

  it("is that of the selected line's turn", () => {
    const turns = [turn(1, 1, { timing: { ...untimed, endUs: 412_000 } }), turn(2, 2)];
    render(Inspector, { conversation: subject(turns, [one], selected) });
    expect(screen.getByTestId("timing-view").dataset["turn"]).toBe("1");
    expect(screen.getByRole("row", { name: /^Total/ }).textContent).toContain("412");
  });

  it("is a waterfall whose steps are gone through with the arrow keys and chosen with Enter", async () => {
    const timing = {
      connectUs: 30_000,
      headUs: 100_000,
      firstByteUs: 120_000,
      firstEventUs: 121_000,
      endUs: 900_000,
    };
    const lines = [line(1, 1, { offsetUs: 121_000 }), line(2, 1, { offsetUs: 655_000, bytes: 2_100 })];
    const chosen: number[] = [];
    const shown = {
      ...subject([turn(1, 1, { timing })], lines),
      select: (id: number) => void chosen.push(id),
    };
    render(Inspector, { conversation: shown });
    const grid = screen.getByTestId("waterfall");
    expect(grid.getAttribute("aria-rowcount")).toBe("6");
    grid.focus();
    const figures = screen.getByTestId("waterfall-figures");
    expect(plain(figures)).toContain("Connect: +30 ms, took 30 ms");
    await userEvent.keyboard("{End}{ArrowUp}");
    expect(plain(figures)).toContain("#2 message: +655 ms, 534 ms after what came before, 2.1 kB");
    await userEvent.keyboard("{Enter}");
    expect(chosen).toEqual([2]);
    await userEvent.keyboard("{End}{Enter}");
    expect(plain(figures)).toContain("End: +900 ms, took 245 ms");
    expect(chosen).toEqual([2]);
  });
});

describe("two turns", () => {
  const side = (id: number, more: Partial<ComparedTurn> = {}): ComparedTurn => ({
    turn: turn(id, id, { lines: id, timing: { ...untimed, endUs: id * 100_000 } }),
    conversationId: "one",
    merchantId: "merchant",
    simulated: false,
    kinds: [{ kind: "messageEvent", count: id }],
    texts: 1,
    characters: 10,
    ...more,
  });
  const product = (title: string, price: string) => ({ id: title, title, price, currency: "BRL" });
  const comparison: TurnComparison = {
    a: side(1),
    b: side(2),
    productsKept: 2,
    productsRemoved: [product("Saia", "10")],
    productsAdded: [product("Vestido", "59.90")],
    productsChanged: [{ a: product("Bolsa", "20"), b: product("Bolsa", "25") }],
    textsKept: 1,
    rows: [
      { type: "removed", a: 1, text: "old" },
      { type: "added", b: 1, text: "new" },
    ],
    cut: false,
  };

  const conversation = () => subject([turn(1, 1), turn(2, 2)], [one, line(2, 2)], selected);

  it("are pinned one after the other, and then compared", async () => {
    desk.answers.turns_compare = () => comparison;
    render(Inspector, { conversation: conversation() });
    await userEvent.click(screen.getByTestId("turn-pin"));
    expect(pins.a).toMatchObject({ turnId: 1, said: "question 1" });
    cleanup();
    render(Inspector, { conversation: { ...conversation(), selection: { lineId: 2, eventIndex: null } } });
    await userEvent.click(screen.getByTestId("turn-compare"));
    const view = await waitFor(() => screen.getByTestId("compare"));
    await waitFor(() => within(view).getByText("2 the same, 1 added, 1 removed, 1 changed"));
    expect(desk.asked("turns_compare")).toEqual([{ a: 1, b: 2, withoutTimes: true }]);
    expect(screen.getByTestId("compare-removed").textContent).toContain("Saia");
    expect(screen.getByTestId("compare-added").textContent).toMatch(/R\$\s59,90/);
    expect(screen.getByTestId("compare-changed").textContent).toMatch(/Bolsa\s+R\$\s20,00 R\$\s25,00/);
    expect(plain(within(view).getByRole("row", { name: /^Total/ }))).toMatch(/100 ms.*200 ms.*\+100 ms/);
    expect(within(view).getByText("1 line only in A, 1 line only in B")).toBeTruthy();
  });

  it("are chosen by hand, swapped, and asked for with their times", async () => {
    desk.answers.turns_compare = () => comparison;
    layout.tab = "compare";
    render(Inspector, { conversation: conversation() });
    expect(screen.getByTestId("compare").textContent).toContain("Choose two turns");
    await userEvent.selectOptions(screen.getByTestId("compare-a"), "1");
    await userEvent.selectOptions(screen.getByTestId("compare-b"), "2");
    await userEvent.click(screen.getByRole("button", { name: "Swap the two" }));
    await waitFor(() => screen.getByTestId("compare-products"));
    await userEvent.click(screen.getByRole("checkbox", { name: "leave out times of creation" }));
    await waitFor(() =>
      expect(desk.asked("turns_compare").at(-1)).toEqual({ a: 2, b: 1, withoutTimes: false }),
    );
    pins.withoutTimes = true;
  });
});

it("a turn is saved through the system's dialog, and said where", async () => {
  desk.answers.turn_save = () => ({ path: "/tmp/turn-1.ndjson", bytes: 2_100 });
  render(Inspector, { conversation: subject([turn(1, 1)], [one], selected) });
  await userEvent.click(screen.getByTestId("turn-save"));
  await waitFor(() => expect(JSON.stringify(toasts.shown)).toContain("/tmp/turn-1.ndjson"));
  expect(desk.asked("turn_save")).toEqual([{ id: 1 }]);
});
