import { afterEach, describe, expect, it } from "vitest";

import { runTest } from "../../../tests/fake-checks";
import { setLanguage, t } from "../../i18n/index.svelte";
import { type MessageKey, messages, spokenLanguages } from "../../i18n/messages";
import type { Phrase } from "../../ipc/generated/Phrase";
import type { PhraseCode } from "../../ipc/generated/PhraseCode";
import type { PhraseValue } from "../../ipc/generated/PhraseValue";
import type { VerdictSaid } from "../../ipc/generated/VerdictSaid";
import { reasonWords, verdictWords } from "./verdict-words";

afterEach(() => setLanguage("en"));

function phrase(code: PhraseCode, values: Record<string, PhraseValue> = {}): Phrase {
  return { code, values };
}

function words(said: VerdictSaid, status: "failed" | "error" | "open" = "failed"): string[] {
  return spokenLanguages.map((language) => {
    setLanguage(language);
    return verdictWords({ status, message: "in English", said });
  });
}

describe("the words of verdicts", () => {
  const keys = Object.keys(messages.en).filter((key): key is MessageKey => key.startsWith("verdict."));

  it.each(spokenLanguages)("are there for every kind in %s, with all that stands in them", (language) => {
    setLanguage(language);
    expect(keys.length).toBeGreaterThan(90);
    for (const key of keys) {
      const names = [...messages.en[key].matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name ?? "");
      const values = names.map((name) => [name, /^(count|min|max|ms)$/.test(name) ? 7 : `<${name}>`]);
      const sentence = t(key, Object.fromEntries(values) as Record<string, string | number>);
      expect(sentence, key).not.toMatch(/[{}]|^\s*$/);
      for (const [, value] of values) expect(sentence, key).toContain(String(value));
    }
  });

  it("say a sentence of English in no other language", () => {
    const alike = keys.filter((key) => /[a-z]{3}/.test(messages.en[key].replace(/\{[^}]*\}/g, "")));
    for (const key of alike) {
      expect(messages["pt-BR"][key], key).not.toBe(messages.en[key]);
      expect(messages.es[key], key).not.toBe(messages.en[key]);
    }
  });

  it("say what was expected and what there is", () => {
    const said: VerdictSaid = {
      negated: false,
      expected: phrase("products", {
        amount: [phrase("atLeast", { count: "2" })],
        conditions: [phrase("priceAtMost", { high: "200" }), phrase("inCurrency", { value: "BRL" })],
      }),
      found: phrase("all", {
        problems: [
          phrase("productCount", { count: "1" }),
          phrase("productWrong", {
            value: "Vestido azul",
            reasons: [phrase("priceIs", { value: "249.90" }), phrase("currencyMissing")],
          }),
        ],
      }),
    };
    expect(words(said)).toEqual([
      "Expected products: at least 2, at a price of 200 or less, in BRL; found 1 product; " +
        "Vestido azul: its price is 249.90, it has no currency",
      "Esperado: produtos: pelo menos 2, com preço de 200 ou menos, em BRL; encontrado: 1 produto; " +
        "Vestido azul: o preço é 249.90, não tem moeda",
      "Se esperaba productos: al menos 2, con precio de 200 o menos, en BRL; se encontró 1 producto; " +
        "Vestido azul: el precio es 249.90, no tiene moneda",
    ]);
  });

  it("say what must not be, what could not be judged and what a person is to say", () => {
    const handover = {
      negated: true,
      expected: phrase("handover", { conditions: [] }),
      found: phrase("noneFound"),
    };
    expect(words(handover)[1]).toBe("Não esperado: uma transferência; encontrado: nenhum");
    const none = { negated: false, expected: null, found: phrase("noCatalog") };
    expect(words(none, "error")[2]).toContain("No hay catálogo");
    const human = {
      negated: false,
      expected: phrase("human", { value: "cita la tienda" }),
      found: phrase("nothing"),
    };
    expect(words(human, "open")[2]).toBe("Una persona debe juzgar: “cita la tienda”");
  });

  it("write numbers and languages as they are written", () => {
    const said = {
      negated: false,
      expected: phrase("completeWithin", { ms: "1500" }),
      found: phrase("languageIs", { language: "pt", value: "Oi" }),
    };
    expect(words(said)).toEqual([
      "Expected the whole answer within 1,500 ms; found Portuguese: “Oi”",
      "Esperado: a resposta completa em até 1.500 ms; encontrado: português: “Oi”",
      "Se esperaba la respuesta completa en 1500 ms como máximo; se encontró portugués: “Oi”",
    ]);
  });

  it("begin in a list with what was found, by which the rows can be told apart", () => {
    setLanguage("en");
    const said = {
      negated: false,
      expected: phrase("catalogSays", {}),
      found: phrase("unknownProduct", { answer: "MA1028" }),
    };
    const wrong = {
      assertion: "catalog-truth",
      line: 3,
      status: "failed" as const,
      message: "",
      forAPerson: false,
    };
    expect(reasonWords({ reason: "", wrong: { ...wrong, said } })).toBe(
      "Found “MA1028” is not in the catalog; expected what the catalog says",
    );
    expect(reasonWords({ reason: "", wrong: { ...wrong, said: { ...said, negated: true } } })).toBe(
      "Did not expect what the catalog says; found “MA1028” is not in the catalog",
    );
  });

  it("are the English of a run that an earlier version has kept", () => {
    expect(verdictWords({ status: "failed", message: "expected x; found y" })).toBe("expected x; found y");
    expect(reasonWords(runTest({ reason: "suggests: expected x; found nothing" }))).toBe(
      "suggests: expected x; found nothing",
    );
  });
});
