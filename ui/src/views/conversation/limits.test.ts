import { screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ConversationPage } from "../../../tests/conversation-page";
import { breach, buttons, interactive, list } from "../../../tests/scenes-events";
import { setLanguage } from "../../i18n/index.svelte";
import type { LimitRule } from "../../ipc/generated/LimitRule";
import rules from "../../ipc/generated/LimitRule.ts?raw";
import { limitEffect, limitSentence } from "./limits";

let page: ConversationPage;

beforeEach(() => {
  page = new ConversationPage();
});
afterEach(() => page.leave());

describe("a limit of WhatsApp", () => {
  const all = [...rules.matchAll(/"(\w+)"/g)].map(([, rule]) => rule as LimitRule);

  it("that is broken is told with its figure, its limit and its place", async () => {
    await page.show([
      interactive(buttons(), [breach("buttonTitleLength", 27, 20, { item: 2 }), breach("buttonCount", 4, 3)]),
    ]);
    const strips = screen.getAllByTestId("limit-breach");
    expect(screen.getByRole("list", { name: "WhatsApp would refuse this" })).toBeTruthy();
    expect(strips.map(({ dataset }) => dataset["rule"])).toEqual(["buttonTitleLength", "buttonCount"]);
    expect(strips[0]?.textContent?.trim()).toBe(
      "The button’s title has 27 characters; the limit is 20 (button 2)",
    );
    expect(strips[1]?.textContent?.trim()).toBe("There are 4 buttons; the limit is 3");
  });

  it("that words alone break may cut the message; any other has it refused", async () => {
    const wordy = [breach("rowTitleLength", 27, 24, { section: 1, item: 1 }), breach("footerLength", 70, 60)];
    expect(limitEffect(wordy)).toBe("refusedOrCut");
    expect(limitEffect([...wordy, breach("rowIdLength", 201, 200)])).toBe("refused");
    await page.show([interactive(list(), wordy)]);
    for (const [language, heading] of [
      ["en", "WhatsApp would refuse this, or it would arrive cut"],
      ["pt-BR", "O WhatsApp recusaria isto, ou chegaria cortado"],
      ["es", "WhatsApp rechazaría esto, o llegaría cortado"],
    ] as const) {
      setLanguage(language);
      expect(await screen.findByRole("list", { name: heading })).toBeTruthy();
    }
    setLanguage("en");
  });

  it("hides nothing of the message that breaks it", async () => {
    const title = "Quero falar com uma pessoa agora";
    await page.show([
      interactive(buttons({ buttons: [1, 2, 3, 4].map((at) => ({ id: `${at}`, text: title })) })),
    ]);
    expect(screen.getAllByText(title).length).toBe(4);
  });

  it("that is broken in every row is told twice, and the rest on demand", async () => {
    const everywhere = Array.from({ length: 9 }, (_, at) =>
      breach("rowTitleLength", 30, 24, { section: 1, item: at + 1 }),
    );
    const user = await page.show([interactive(list(), [...everywhere, breach("rowCount", 11, 10)])]);
    const rulesShown = (): (string | undefined)[] =>
      screen.getAllByTestId("limit-breach").map(({ dataset }) => dataset["rule"]);
    expect(rulesShown()).toEqual(["rowTitleLength", "rowTitleLength", "rowCount"]);
    await user.click(screen.getByText("Show 7 more"));
    expect(rulesShown().length).toBe(10);
  });

  it("has a sentence in every language, with the figure and the limit where there is one", () => {
    expect(all.length).toBe(22);
    for (const language of ["en", "pt-BR", "es"] as const) {
      setLanguage(language);
      for (const rule of all) {
        const sentence = limitSentence(breach(rule, 777, 555, { section: 3, item: 4 }));
        if (/(Length|Count)$/.test(rule)) expect(sentence, `${language} ${rule}`).toMatch(/777.*555.*3.*4/);
        else expect(sentence, `${language} ${rule}`).toMatch(/\p{L}{3}.*3.*4/u);
      }
    }
    setLanguage("pt-BR");
    expect(limitSentence(breach("buttonTitleLength", 27, 20))).toBe(
      "O título do botão tem 27 caracteres; o limite é 20",
    );
    expect(limitSentence(breach("buttonTitleRepeated", 2, 1))).toBe("Dois botões têm o mesmo título");
    setLanguage("es");
    expect(limitSentence(breach("buttonTitleLength", 1, 20))).toBe(
      "El título del botón tiene 1 carácter; el límite es 20",
    );
  });
});
