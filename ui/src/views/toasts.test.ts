import { cleanup, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { saidMs, toasts } from "../state/toasts.svelte";
import Toasts from "./Toasts.svelte";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  for (const { id } of toasts.shown) toasts.dismiss(id);
  vi.useRealTimers();
});

it("a toast whose place goes away under the pointer does not stay for ever", () => {
  toasts.say("Saved.");
  const { unmount } = render(Toasts, { place: "rail", shown: true });
  screen.getByTestId("toasts").dispatchEvent(new Event("pointerenter"));
  vi.advanceTimersByTime(saidMs * 2);
  expect(toasts.shown.length).toBe(1);
  unmount();
  vi.advanceTimersByTime(saidMs);
  expect(toasts.shown).toEqual([]);
});

it("a dialog tells what came while it is open, and what was there before waits behind it", async () => {
  toasts.say("before");
  render(Toasts, { place: "dialog", shown: true });
  toasts.say("meanwhile");
  await tick();
  expect(screen.getAllByTestId("toast").map((toast) => toast.textContent.trim())).toEqual(["meanwhile"]);
  cleanup();
  render(Toasts, { place: "rail", shown: true });
  expect(screen.getAllByTestId("toast")).toHaveLength(2);
});
