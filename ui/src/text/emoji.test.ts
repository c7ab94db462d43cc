import { expect, it } from "vitest";

import { loneEmoji } from "./emoji";

it.each([
  ["👋", 1],
  ["❤️", 1],
  ["❤", 1],
  ["👩‍👩‍👧‍👦", 1],
  ["🙋🏽‍♀️", 1],
  ["🇧🇷", 1],
  ["🏴󠁧󠁢󠁥󠁮󠁧󠁿", 1],
  ["1️⃣", 1],
  ["👍👍", 2],
  [" 🎉 🎁\n🎈 ", 3],
  ["🏳️‍🌈🏴‍☠️👨🏿‍🦽", 3],
  ["👍👍👍👍", 0],
  ["oi 👋", 0],
  ["👋!", 0],
  ["12", 0],
  ["#", 0],
  ["©", 0],
  ["™", 0],
  ["♀", 1],
  ["", 0],
  ["   ", 0],
  ["مرحبا", 0],
  ["👩‍".repeat(60), 0],
])("%j is %d large emoji", (text, expected) => {
  expect(loneEmoji(text)).toBe(expected);
});
