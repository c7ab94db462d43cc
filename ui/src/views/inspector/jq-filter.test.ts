import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { setLanguage } from "../../i18n/index.svelte";
import type { JqMatches } from "../../ipc/generated/JqMatches";
import type { JqProblem } from "../../ipc/generated/JqProblem";
import { line, subject, turn } from "./fixtures";
import Inspector from "./Inspector.svelte";
import { formOf, problemSentence } from "./jq-filter";
import type { Subject } from "./subject";
import { Desk, withoutLayout } from "./testing";

let desk: Desk;

const found = (more: Partial<JqMatches> = {}): JqMatches => ({
  passed: [],
  trouble: null,
  cursor: { turnId: 1, lineId: 3 },
  more: false,
  stopped: null,
  ...more,
});

const three = (): Subject => subject([turn(1, 1)], [line(1, 1), line(2, 1), line(3, 1)]);

beforeAll(withoutLayout);

beforeEach(() => {
  setLanguage("en");
  desk = new Desk();
  desk.answers.lines_by_jq = () => found();
});

afterEach(() => {
  cleanup();
  desk.restore();
});

describe("what is typed into the filter", () => {
  it("is jq where it begins with a dot, and what somebody says it is where they do", () => {
    expect(formOf(' .kind=="x"', null)).toBe("jq");
    expect(formOf("vestido.", null)).toBe("text");
    expect(formOf(".kind", "text")).toBe("text");
    expect(formOf("length > 3", "jq")).toBe("jq");
  });

  it("says which of them is in force, and can be turned", async () => {
    render(Inspector, { conversation: three() });
    const field = screen.getByTestId<HTMLInputElement>("event-filter");
    const form = screen.getByTestId("filter-form");
    await userEvent.type(field, ".kind");
    expect(field.dataset["form"]).toBe("jq");
    expect(form.getAttribute("aria-pressed")).toBe("true");
    await userEvent.click(form);
    expect(field.dataset["form"]).toBe("text");
    await userEvent.clear(field);
    await userEvent.type(field, "length");
    await userEvent.click(form);
    expect(field.dataset["form"]).toBe("jq");
    await waitFor(() => expect(desk.asked("lines_by_jq").at(-1)?.expression).toBe("length"));
  });
});

describe("a jq expression", () => {
  const filter = async (expression: string): Promise<HTMLInputElement> => {
    render(Inspector, { conversation: three() });
    const field = screen.getByTestId<HTMLInputElement>("event-filter");
    await userEvent.click(field);
    await userEvent.paste(expression);
    return field;
  };

  it("lets through the lines that pass, counts them, and shows its results beside them", async () => {
    desk.answers.lines_by_jq = () =>
      found({ passed: [{ id: 2, results: ['{"title":"Vestido"}'], cut: false }] });
    await filter(".event | {title}");
    await waitFor(() => screen.getByText("1 of 3"));
    expect(desk.asked("lines_by_jq")).toEqual([
      { conversationId: "one", expression: ".event | {title}", after: null },
    ]);
  });

  it("goes on where it has stopped to hand over what it had", async () => {
    const pages = [
      found({ passed: [{ id: 1, results: [], cut: false }], cursor: { turnId: 1, lineId: 1 }, more: true }),
      found({ passed: [{ id: 3, results: [], cut: false }] }),
    ];
    desk.answers.lines_by_jq = () => pages.shift();
    await filter(".seq");
    await waitFor(() => screen.getByText("2 of 3"));
    expect(desk.asked("lines_by_jq").map(({ after }) => after)).toEqual([null, { turnId: 1, lineId: 1 }]);
  });

  it("that cannot be compiled hides nothing, and is shown with its place in the person's language", async () => {
    setLanguage("es");
    const problem: JqProblem = {
      type: "compile",
      at: 9,
      length: 7,
      fault: { type: "unknownFunction", name: "nothing", arity: 1 },
    };
    desk.answers.lines_by_jq = () => found({ stopped: { problem, lineId: null } });
    const field = await filter(" .kind == nothing(1)");
    const box = await waitFor(() => screen.getByTestId("filter-problem"));
    expect(box.textContent).toContain("No hay función nothing con 1 argumento.");
    expect(box.querySelector("mark")?.textContent).toBe("nothing");
    expect(field.getAttribute("aria-describedby")).toBe(box.id);
    expect(screen.getByText("3 líneas")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: /\.kind == nothing/ }));
    expect(field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)).toBe("nothing");
  });

  it("that never ends is said to have been stopped, and where", async () => {
    const problem: JqProblem = { type: "timedOut", milliseconds: 2_000 };
    desk.answers.lines_by_jq = () =>
      found({ passed: [{ id: 1, results: [], cut: false }], stopped: { problem, lineId: 2 } });
    await filter(".seq | if . == 2 then last(repeat(1)) else . end");
    const box = await waitFor(() => screen.getByTestId("filter-problem"));
    expect(box.textContent).toContain("On line #2 the expression took more than 2 s and was stopped.");
    expect(screen.getByText("1 of 3")).toBeTruthy();
  });

  it("that jq reports errors for shows how many, and jq's words", async () => {
    desk.answers.lines_by_jq = () =>
      found({ trouble: { inputs: 2, lineId: 3, words: "cannot index 1 with 2" } });
    await filter(".seq | .[2]");
    const box = await waitFor(() => screen.getByTestId("filter-trouble"));
    expect(box.textContent).toContain("an error for 2 events, first on line #3:");
    expect(box.textContent).toContain("cannot index 1 with 2");
  });

  it("can be taken from the help", async () => {
    render(Inspector, { conversation: three() });
    await userEvent.click(screen.getByText('.kind == "recommendationEvent"'));
    expect(screen.getByTestId<HTMLInputElement>("event-filter").value).toBe('.kind == "recommendationEvent"');
  });
});

describe("every problem of an expression", () => {
  const expectedKinds = [
    "digit",
    "name",
    "escape",
    "unicode",
    "token",
    "variable",
    "pattern",
    "elseOrEnd",
    "commaOrBracket",
    "commaOrBrace",
    "semicolonOrParenthesis",
    "term",
    "key",
    "argument",
    "text",
    "end",
    "word",
  ] as const;
  const problems: JqProblem[] = [
    ...expectedKinds.map((what): JqProblem => ({
      type: "compile",
      at: 0,
      length: 1,
      fault: { type: "expected", what, word: "then" },
    })),
    ...(
      [
        { type: "unclosed", open: "(" },
        { type: "unknownFunction", name: "f", arity: 0 },
        { type: "unknownVariable", name: "$x" },
        { type: "unknownLabel", name: "$x" },
        { type: "modules" },
        { type: "tooLong", limit: 10_000 },
      ] as const
    ).map((fault): JqProblem => ({ type: "compile", at: 0, length: 1, fault })),
    { type: "timedOut", milliseconds: 2_000 },
    { type: "outOfMemory", bytes: 768_000_000 },
    { type: "notRun", reason: "no" },
  ];

  it.each(["en", "pt-BR", "es"] as const)("has a sentence of its own in %s", (language) => {
    setLanguage(language);
    const sentences = problems.map((problem) => problemSentence(problem, null));
    expect(new Set(sentences).size).toBe(problems.length);
    for (const sentence of sentences) expect(sentence).toMatch(/\w/);
  });
});
