import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { setLanguage } from "../../i18n/index.svelte";
import type { Line } from "../../ipc/generated/Line";
import EventRow from "./EventRow.svelte";
import { line, subject, turn } from "./fixtures";
import Inspector from "./Inspector.svelte";
import { Desk, withoutLayout } from "./testing";

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

const only = line(1, 1);
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
    expect(screen.getByTestId("compare")).toBeTruthy();
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
    row(line(3, 1, { problem: { type: "notJson", at: 4, fault: "separator" } }));
    const spoken = screen.getByTestId("event-row").textContent;
    expect(spoken).toContain("Not JSON from byte 5 on: a comma or a closing bracket is missing.");
  });

  it("says it in the person's language", () => {
    setLanguage("pt-BR");
    row(line(3, 1, { problem: { type: "notUtf8", at: 0 } }));
    expect(screen.getByTestId("event-row").textContent).toContain("Não é UTF-8 a partir do byte 1.");
  });

  it("gives the server's words as they came", () => {
    row(line(3, 1, { kinds: [], class: "error", problem: { type: "status", code: 14, message: "gone" } }));
    expect(screen.getByTestId("event-row").title).toContain("UNAVAILABLE (14): gone");
  });

  it("has a badge for fields that are new, each counted once", () => {
    const newFields = [0, 1].map((index) => ({ index, path: ".messageEvent.tone" }));
    row(line(3, 1, { newFields: [...newFields, { index: 0, path: ".traceId" }] }));
    const badge = screen.getByTestId("event-new");
    expect(badge.dataset["count"]).toBe("2");
    expect(badge.title).toContain(".messageEvent.tone\n.traceId");
  });

  it("shows what a jq expression has made of it", () => {
    render(EventRow, {
      id: "row",
      line: line(3, 1),
      turn: 1,
      gapUs: null,
      position: 1,
      size: 1,
      isSelected: false,
      result: { id: 3, results: ['"azul"', "59.90"], cut: true },
      onselect: () => undefined,
    });
    const results = [...screen.getByTestId("event-result").children];
    expect(results.map(({ textContent }) => textContent)).toEqual(['"azul"', "59.90", "…"]);
  });
});

describe("the head of the inspector", () => {
  it("counts the fields that are new in the conversation", () => {
    const grown = line(1, 1, { newFields: [{ index: 0, path: ".messageEvent.tone" }] });
    render(Inspector, {
      conversation: subject(
        [turn(1, 1)],
        [grown, { ...grown, id: 2 }, line(3, 1, { newFields: [{ index: 0, path: ".traceId" }] })],
      ),
    });
    expect(screen.getByTestId("inspector-new").textContent).toContain("2 new fields");
  });

  it("says nothing where every field is known", () => {
    render(Inspector, { conversation: subject([turn(1, 1)], [only]) });
    expect(screen.queryByTestId("inspector-new")).toBeNull();
  });
});
