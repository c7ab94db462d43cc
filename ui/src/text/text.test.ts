import { describe, expect, it } from "vitest";

import { formatBytes } from "./bytes";
import { byDay, dayOf, formatDate, formatTimeOfDay } from "./days";
import { formatMicroseconds } from "./durations";
import { fileOf, hostOf } from "./hosts";
import { freeColour, merchantColours } from "./merchant-colours";
import { formatPrice } from "./price";
import { shortenMiddle } from "./shorten";

/** Intl puts no-break spaces where a person would; the tables below do not care which. */
const plain = (text: string | null): string | null => text?.replace(/[\u00a0\u202f]/g, " ") ?? null;

describe("sizes", () => {
  it.each([
    [0, "en", "0 B"],
    [312, "en", "312 B"],
    [999, "en", "999 B"],
    [1000, "en", "1 kB"],
    [2_149, "en", "2.1 kB"],
    [2_149, "pt-BR", "2,1 kB"],
    [999_499, "en", "999 kB"],
    [999_500, "en", "1 MB"],
    [16_777_216, "es", "16,8 MB"],
    [5_000_000_000_000, "en", "5,000 GB"],
  ])("%d bytes in %s read as %s", (bytes, locale, expected) => {
    expect(plain(formatBytes(bytes, locale))).toBe(expected);
  });
});

describe("durations", () => {
  it.each([
    [0, "en", "0 ms"],
    [412, "en", "0.4 ms"],
    [412_400, "en", "412 ms"],
    [999_400, "en", "999 ms"],
    [999_600, "en", "1.0 s"],
    [3_240_000, "pt-BR", "3,2 s"],
    [59_940_000, "en", "59.9 s"],
    [60_000_000, "en", "1 min 00 s"],
    [125_000_000, "en", "2 min 05 s"],
  ])("%d µs in %s read as %s", (microseconds, locale, expected) => {
    expect(formatMicroseconds(microseconds, locale)).toBe(expected);
  });
});

describe("prices", () => {
  it.each([
    ["189.90", "BRL", "pt-BR", "R$ 189,90"],
    ["189.9", "BRL", "pt-BR", "R$ 189,90"],
    ["189.9", "BRL", "en", "R$ 189,90"],
    ["1299.5", "MXN", "en", "$1,299.50"],
    ["1299", "usd", "en", "$1,299.00"],
    ["1299.5", "ARS", "en", "$ 1.299,50"],
    ["59990", "CLP", "pt-BR", "$59.990"],
    ["129900", "COP", "en", "$ 129.900"],
    ["1299.5", "GBP", "es", "£1,299.50"],
    ["1299.5", "PEN", "en", "S/ 1,299.50"],
    ["1500", "JPY", "en", "¥1,500"],
    ["0.0049", "USD", "en", "$0.0049"],
    ["59.900", "USD", "en", "$59.90"],
    ["R$ 59,90", "BRL", "en", "R$ 59,90 BRL"],
    ["1.299,90", null, "en", "1.299,90"],
    ["12.5", "reais", "en", "12.5 reais"],
    ["NaN", "BRL", "en", "NaN BRL"],
    ["", "BRL", "en", null],
    [null, "BRL", "en", null],
  ])("%s %s in %s reads as %s", (price, currency, locale, expected) => {
    expect(plain(formatPrice(price, currency, locale))).toBe(expected);
  });
});

describe("days", () => {
  const now = new Date(2026, 2, 3, 0, 30).getTime();

  it("tells today from yesterday by the calendar, not by 24 hours", () => {
    expect(dayOf(new Date(2026, 2, 3, 0, 1).getTime(), now)).toEqual({ type: "today" });
    expect(dayOf(new Date(2026, 2, 2, 23, 59).getTime(), now)).toEqual({ type: "yesterday" });
    expect(dayOf(new Date(2026, 2, 1, 23, 59).getTime(), now).type).toBe("date");
  });

  it("names the weekday of this year's dates and the year of others", () => {
    expect(formatDate(new Date(2026, 1, 10).getTime(), now, "en-GB")).toBe("Tuesday 10 February");
    expect(formatDate(new Date(2025, 1, 10).getTime(), now, "en-GB")).toBe("10 February 2025");
  });

  it("groups runs of the same day", () => {
    const at = (day: number, hour: number): number => new Date(2026, 2, day, hour).getTime();
    const groups = byDay([at(3, 9), at(3, 1), at(2, 22)], (moment) => moment);
    expect(groups.map((group) => group.items.length)).toEqual([2, 1]);
  });
});

it("a long identifier keeps its two ends and never splits a character", () => {
  expect(shortenMiddle("short")).toBe("short");
  expect(shortenMiddle("sofia-desk-5b1c9f02e41f2")).toBe("sofia-desk…41f2");
  expect(shortenMiddle("👩‍👩‍👧".repeat(20), 1, 1)).toBe("👩‍👩‍👧…👩‍👩‍👧");
});

it.each([
  ["en", "9:05 AM"],
  ["pt-BR", "09:05"],
  ["es", "9:05"],
])("a time of day in %s is written as it is there: %s", (locale, expected) => {
  expect(plain(formatTimeOfDay(new Date(2026, 2, 3, 9, 5).getTime(), locale))).toBe(expected);
});

it("a colour counts as taken where another looks the same", () => {
  expect(freeColour([])).toBe(merchantColours[0]);
  expect(freeColour(["#5140d6"])).toBe(merchantColours[1]);
  expect(freeColour(["#5140D6", merchantColours[1]])).toBe(merchantColours[2]);
});

it("an address gives the name of its file where it has one", () => {
  expect(fileOf("https://cdn.example/a/voz%20da%20loja.ogg?x=1")).toBe("voz da loja.ogg");
  expect(fileOf("https://cdn.example/a/")).toBeNull();
  expect(fileOf("no address")).toBeNull();
});

it("an address gives its host", () => {
  expect(hostOf("https://api.connectly.ai")).toBe("api.connectly.ai");
  expect(hostOf("http://127.0.0.1:8080/x")).toBe("127.0.0.1:8080");
  expect(hostOf("no address")).toBe("no address");
});
