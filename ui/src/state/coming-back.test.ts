import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { conversation, merchant, turn } from "../../tests/samples";
import { useBackend } from "../ipc/backend";
import { application } from "./application.svelte";
import { comeBack, pagePlace } from "./coming-back";
import { open } from "./conversation.svelte";
import { presentation } from "./presentation.svelte";

let fake: FakeBackend;
let putBack: () => void;
const acme = merchant();
const held = conversation({ merchantId: acme.id });

beforeEach(() => {
  vi.stubGlobal("matchMedia", (media: string) => ({ matches: false, media }));
  fake = new FakeBackend({ merchants: [acme] });
  fake.add({
    conversation: held,
    turns: [turn({ sent: [{ type: "text", role: "user", text: "Oi!" }] })],
    lines: [],
  });
  fake.on("presentation_plan", () => ({
    stage: "phone",
    textSize: 100,
    screen: null,
    language: null,
    prompts: ["Oi!", "Tem vestido azul?"],
  }));
  putBack = useBackend(fake);
  application.comeBack = comeBack;
});

afterEach(() => {
  presentation.end();
  open.show(null);
  application.comeBack = null;
  vi.unstubAllGlobals();
  putBack();
});

it("what was open when a page ended is open in the next before its first frame", async () => {
  fake.overview = { ...fake.overview, left: { conversation: held, presented: null, fillsScreen: false } };
  await application.start();
  expect(open.current?.id).toBe(held.id);
  expect(presentation.active).toBe(false);
});

it("a presentation goes on with the prompt that came next", async () => {
  const presented = { merchantId: acme.id, next: 1, played: false };
  fake.overview = { ...fake.overview, left: { conversation: held, presented, fillsScreen: true } };
  await application.start();
  expect(pagePlace()).toEqual({ conversationId: held.id, presented });
  expect(presentation.active).toBe(true);
  expect(presentation.conversation?.id).toBe(held.id);
  expect(presentation.next).toBe(1);
});

it("a window that was filled for what is gone is put back", async () => {
  fake.overview = { ...fake.overview, left: { conversation: null, presented: null, fillsScreen: true } };
  await application.start();
  expect(presentation.active).toBe(false);
  expect(fake.called("presentation_end")).toHaveLength(1);
});

it("a recording that was presented is played again, and no session is opened for it", async () => {
  const presented = { merchantId: acme.id, next: 0, played: true };
  fake.overview = { ...fake.overview, left: { conversation: held, presented, fillsScreen: true } };
  await application.start();
  expect(presentation.playback).not.toBeNull();
  expect(fake.called("conversation_start")).toHaveLength(0);
  expect(fake.called("presentation_end")).toHaveLength(0);
});
