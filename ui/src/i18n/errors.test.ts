import { afterEach, describe, expect, it } from "vitest";

import { error } from "../../tests/samples";
import type { ErrorCode } from "../ipc/generated/ErrorCode";
import generated from "../ipc/generated/ErrorCode.ts?raw";
import { errorNext, errorSentence } from "./errors";
import { isMessageKey, locale, setLanguage, spokenFor, t } from "./index.svelte";

const codes = [...generated.matchAll(/"(\w+)"/g)].map((match) => match[1] as ErrorCode);

afterEach(() => setLanguage("en"));

describe("an error", () => {
  it("has a sentence and a next step for every code", () => {
    expect(codes.length).toBeGreaterThan(40);
    for (const code of codes) {
      expect(isMessageKey(`errors.${code}.sentence`), code).toBe(true);
      expect(isMessageKey(`errors.${code}.next`), code).toBe(true);
    }
  });

  it("reads even where the backend leaves a value out", () => {
    for (const language of ["en", "pt-BR", "es"] as const) {
      setLanguage(language);
      for (const code of codes) {
        expect(errorSentence(error({ code, params: {} })).length).toBeGreaterThan(5);
        expect(errorNext(error({ code, params: {} })).length).toBeGreaterThan(5);
      }
    }
  });

  it("names what it is about, in the language in force", () => {
    const refused = error({ code: "keyRefused", params: { merchant: "Loja Acme", status: "401" } });
    setLanguage("en");
    expect(errorSentence(refused)).toBe("The API key was refused (401).");
    expect(errorNext(refused)).toBe("Choose Edit merchant… and replace the key of Loja Acme.");
    expect(errorNext({ ...refused, params: { merchant: "", status: "401" } })).toBe("Enter the key again.");
    setLanguage("pt-BR");
    expect(errorSentence(refused)).toBe("A chave de API foi recusada (401).");
  });

  it("says why a key or an address is refused in the language in force, not in the words of the log", () => {
    const reason = "the log's English";
    const words = {
      keyInvalid: ["empty", "severalLines", "character", "tooLong", "forgotten"],
      baseUrlRefused: ["unreadable", "scheme", "plainHttp", "userInfo", "query", "fragment", "noHost"],
    } as const;
    for (const language of ["en", "pt-BR", "es"] as const) {
      setLanguage(language);
      for (const code of ["keyInvalid", "baseUrlRefused"] as const) {
        const sentences = words[code].map((why) =>
          errorSentence(error({ code, params: { reason, why, detail: "loja.example", limit: "1200" } })),
        );
        expect(new Set(sentences).size).toBe(words[code].length);
        for (const sentence of sentences) expect(sentence).not.toContain(reason);
      }
    }
    setLanguage("es");
    const params = { reason, why: "plainHttp", detail: "loja.example" };
    expect(errorSentence(error({ code: "baseUrlRefused", params }))).toBe(
      "Esta URL base no se puede usar: con http sin cifrar la clave llegaría legible a loja.example.",
    );
  });

  it("names a field as the form does", () => {
    setLanguage("en");
    expect(errorSentence(error({ code: "fieldEmpty", params: { field: "businessId" } }))).toBe(
      "Business ID is empty.",
    );
  });

  it("tells how long to wait only where the server said so", () => {
    setLanguage("en");
    expect(errorNext(error({ code: "tooManyRequests", params: { seconds: "30" } }))).toBe(
      "Try again in 30 s.",
    );
    expect(errorNext(error({ code: "tooManyRequests", params: { seconds: "" } }))).toContain("Wait a little");
    const date = "Wed, 21 Oct 2026 07:28:00 GMT";
    expect(errorNext(error({ code: "tooManyRequests", params: { seconds: date } }))).toContain(
      "Wait a little",
    );
  });

  it("names a gRPC code and keeps the reason for the details", () => {
    setLanguage("en");
    const said = (code: string): string =>
      errorSentence(error({ code: "errorLine", params: { code, reason: "x" } }));
    expect(said("14")).toBe("Sofia reported an error in the middle of the answer: UNAVAILABLE (14).");
    expect(said("99")).toBe("Sofia reported an error in the middle of the answer: 99.");
    expect(said("")).toBe("Sofia reported an error in the middle of the answer.");
  });

  it("that the window does not know says what the backend wrote", () => {
    const newer = error({ code: "fromTheFuture" as ErrorCode, message: "something new happened" });
    expect(errorSentence(newer)).toBe("something new happened");
    expect(errorNext(newer)).toBe("Try again.");
  });
});

describe("the language", () => {
  it.each([
    ["pt-PT", "pt-BR"],
    ["pt-BR", "pt-BR"],
    ["es-MX", "es"],
    ["en-GB", "en"],
    ["de", "en"],
  ])("for %s is %s", (tag, expected) => {
    expect(spokenFor(tag)).toBe(expected);
  });

  it("changes at once", () => {
    setLanguage("es");
    expect([t("settings.title"), locale()]).toEqual(["Ajustes", "es"]);
    setLanguage("pt-BR");
    expect([t("settings.title"), locale()]).toEqual(["Configurações", "pt-BR"]);
  });
});
