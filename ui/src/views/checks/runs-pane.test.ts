import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { runRow, runTest, suite, suiteTest } from "../../../tests/fake-checks";
import { error } from "../../../tests/samples";
import App from "../../App.svelte";
import { useBackend } from "../../ipc/backend";
import type { RunRow } from "../../ipc/generated/RunRow";
import { application } from "../../state/application.svelte";
import { checks } from "../../state/checks.svelte";
import { runs } from "../../state/checks-run.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import { place } from "../../state/place.svelte";
import { toasts } from "../../state/toasts.svelte";

let fake: FakeBackend;
let putBack: () => void;
let rows: RunRow[];

beforeEach(async () => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  const at = (hour: number): number => Date.UTC(2026, 10, 24, hour);
  rows = [
    runRow({ id: "c", beganAt: at(10), suites: ["Service"] }),
    runRow({ id: "b", beganAt: at(9) }),
    runRow({ id: "a", beganAt: at(8) }),
  ];
  fake
    .on("suites_list", () => [suite()])
    .on("runs_list", () => rows)
    .on("run_remove", ({ id }) => {
      rows = rows.filter((row) => row.id !== id);
      return null;
    });
  await application.start();
});

afterEach(() => {
  cleanup();
  dialogs.close();
  runs.show(null);
  place.showConversation();
  checks.section = "suites";
  for (const { id } of toasts.shown) toasts.dismiss(id);
  putBack();
});

async function opened(): Promise<UserEvent> {
  render(App);
  const user = userEvent.setup();
  await user.keyboard("{Control>}t{/Control}");
  await user.click(await screen.findByLabelText("Runs"));
  await screen.findAllByTestId("run");
  return user;
}

async function removeAt(user: UserEvent, place: number): Promise<void> {
  await user.click(screen.getAllByTestId("run-remove")[place] as HTMLElement);
  await user.click(await screen.findByTestId("run-remove-confirm"));
}

const focused = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>("[data-run-id]")?.dataset["runId"];

describe("the list of runs", () => {
  it("names each of the buttons that remove by what would go", async () => {
    await opened();
    const names = screen.getAllByTestId("run-remove").map((button) => button.ariaLabel);
    expect(new Set(names).size).toBe(3);
    expect(names[0]).toMatch(/^Remove the run of .*\d.*, Service, Loja Acme$/);
  });

  it("asks before a run is removed, and leaves it where a person thinks better of it", async () => {
    const user = await opened();
    await user.click(screen.getAllByTestId("run-remove")[0] as HTMLElement);
    expect((await screen.findByTestId("run-remove-dialog")).textContent).toContain("cannot be undone");
    await user.click(screen.getByText("Cancel"));
    await waitFor(() => expect(screen.queryByTestId("run-remove-dialog")).toBeNull());
    expect(fake.called("run_remove")).toEqual([]);
  });

  it("has the focus on the next row when one is gone, on the last behind the end, and keeps it when none is left", async () => {
    const user = await opened();
    await removeAt(user, 1);
    await waitFor(() => expect(focused()).toBe("a"));
    await removeAt(user, 1);
    await waitFor(() => expect(focused()).toBe("c"));
    await removeAt(user, 0);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("checks")));
    expect(fake.called("run_remove")).toEqual([{ id: "b" }, { id: "a" }, { id: "c" }]);
  });

  it("leaves alone what another process plays, and says so", async () => {
    rows = [runRow({ id: "x", elsewhere: true, stopped: true }), ...rows];
    await opened();
    expect(screen.getAllByTestId("run-elsewhere")).toHaveLength(1);
    const [row] = screen.getAllByTestId("run");
    expect(row?.textContent).toContain("running elsewhere");
    expect(row?.textContent).not.toContain("stopped");
    expect(screen.getAllByTestId<HTMLButtonElement>("run-remove").map(({ disabled }) => disabled)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("shows what it is now where a run could not be removed since somebody plays it", async () => {
    const user = await opened();
    fake.on("run_remove", () => {
      rows = rows.map((row) => (row.id === "b" ? { ...row, elsewhere: true } : row));
      return Promise.reject(error({ code: "runGoesOn", message: "the run goes on" }));
    });
    await removeAt(user, 1);
    expect(await screen.findByTestId("run-elsewhere")).toBeTruthy();
    expect(toasts.shown).toHaveLength(1);
  });
});

describe("more rows than the window can show", () => {
  it("are counted below a run's results, and its filter finds them", async () => {
    const tests = Array.from({ length: 503 }, (_, number) => runTest({ test: `Pergunta número ${number}` }));
    fake.on("run_open", () => ({ row: runRow({ id: "c" }), tests })).on("run_compare", () => null);
    const user = await opened();
    await user.click(screen.getAllByTestId("run")[0]?.querySelector("button") as HTMLElement);
    expect((await screen.findByTestId("run-more")).textContent).toContain("3 more tests");
    await user.type(screen.getByTestId("run-filter"), "NUMERO 502");
    await waitFor(() => expect(screen.getAllByTestId("suite-result")).toHaveLength(1));
    expect(screen.queryByTestId("run-more")).toBeNull();
  });

  it("are counted below the tests of the suites", async () => {
    const tests = Array.from({ length: 401 }, (_, number) => suiteTest({ name: `Pergunta ${number}` }));
    fake.on("suites_list", () => [suite({ tests })]);
    render(App);
    await userEvent.setup().keyboard("{Control>}t{/Control}");
    expect((await screen.findByTestId("test-more")).textContent).toContain("1 more test:");
  });
});
