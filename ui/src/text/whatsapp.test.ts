import { describe, expect, it } from "vitest";

import { type Block, type Inline, parseWhatsApp, shownText, sourceOf } from "./whatsapp";

const tags = { bold: "b", italic: "i", strike: "s", code: "c", link: "a", spot: "u" } as const;

function drawn(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === "text") return node.text;
      const tag = tags[node.type];
      return `<${tag}>${"children" in node ? drawn(node.children) : node.text}</${tag}>`;
    })
    .join("");
}

/** The tree in a line; a single paragraph is not wrapped. */
function draw(blocks: readonly Block[]): string {
  const [only] = blocks;
  if (blocks.length === 1 && only?.type === "paragraph") return drawn(only.children);
  return blocks
    .map((block) => {
      if (block.type === "paragraph") return `<p>${drawn(block.children)}</p>`;
      if (block.type === "code") return `<pre>${block.text}</pre>`;
      return `<${block.type}>${block.lines.map((line) => `[${drawn(line.children)}]`).join("")}</${block.type}>`;
    })
    .join("");
}

const table: Record<string, [string, string][]> = {
  "marks alone": [
    ["", ""],
    ["oi", "oi"],
    ["*oi*", "<b>oi</b>"],
    ["_oi_", "<i>oi</i>"],
    ["~oi~", "<s>oi</s>"],
    ["`oi`", "<c>oi</c>"],
    ["```oi```", "<pre>oi</pre>"],
    ["*oi* e *tchau*", "<b>oi</b> e <b>tchau</b>"],
    ["*duas palavras*", "<b>duas palavras</b>"],
    ["*R$ 59,90*", "<b>R$ 59,90</b>"],
    ["De ~R$ 99~ por *R$ 59*", "De <s>R$ 99</s> por <b>R$ 59</b>"],
    ["Use `AURORA10` hoje", "Use <c>AURORA10</c> hoje"],
    ["Use ```AURORA10``` hoje", "Use <c>AURORA10</c> hoje"],
  ],
  nesting: [
    ["*_oi_*", "<b><i>oi</i></b>"],
    ["_*~oi~*_", "<i><b><s>oi</s></b></i>"],
    ["*a _b ~c~ d_ e*", "<b>a <i>b <s>c</s> d</i> e</b>"],
    ["*negrito com `código*` dentro*", "<b>negrito com <c>código*</c> dentro</b>"],
    ["*a _b* c_", "<b>a _b</b> c_"],
    ["_a *b_ c*", "<i>a *b</i> c*"],
    ["*a _b* _c_", "<b>a _b</b> <i>c</i>"],
    ["*a *b* c*", "<b>a *b</b> c*"],
    ["*veja https://a.com/x*", "<b>veja <a>https://a.com/x</a></b>"],
    ["_https://a.com/b_c_", "<i><a>https://a.com/b_c</a></i>"],
  ],
  "marks without a partner": [
    ["*oi", "*oi"],
    ["oi*", "oi*"],
    ["*", "*"],
    ["**", "**"],
    ["***", "***"],
    ["____", "____"],
    ["Nome: ____ Data: ____", "Nome: ____ Data: ____"],
    ["~ ~", "~ ~"],
    ["`", "`"],
    ["``", "``"],
    ["``````", "``````"],
    ["``` ```", "``` ```"],
    ["```oi", "```oi"],
    ["`oi", "`oi"],
    ["*oi _tchau~", "*oi _tchau~"],
    ["2 * 3 = 6 e *fim*", "2 * 3 = 6 e <b>fim</b>"],
    ["5 *estrelas e *meia*", "5 <b>estrelas e *meia</b>"],
    ["**oi**", "<b>*oi</b>*"],
    ["*oi**", "<b>oi</b>*"],
    ["``oi``", "``oi``"],
  ],
  "spaces next to marks": [
    ["* oi*", "<bullets>[oi*]</bullets>"],
    ["a * oi*", "a * oi*"],
    ["*oi *", "*oi *"],
    ["_ oi _", "_ oi _"],
    ["` oi `", "` oi `"],
    ["*oi *tchau*", "<b>oi *tchau</b>"],
    ["*\u00a0oi*", "*\u00a0oi*"],
    ["``` oi ```", "<pre> oi </pre>"],
  ],
  "marks inside words": [
    ["2*3*4", "2*3*4"],
    ["snake_case_name", "snake_case_name"],
    ["snake__case and foo_ bar", "snake__case and foo_ bar"],
    ["re~fei~to", "re~fei~to"],
    ["a`b`c", "a`b`c"],
    ["a```b```", "a```b```"],
    ["*oi*tchau", "*oi*tchau"],
    ["não*oi*", "não*oi*"],
    ["é\u0301*oi*", "é\u0301*oi*"],
    ["1*2* 3", "1*2* 3"],
    ["*a*b*", "<b>a*b</b>"],
    ["(*oi*)", "(<b>oi</b>)"],
    ["¿*Qué*?", "¿<b>Qué</b>?"],
    ["*oi*, *tchau*!", "<b>oi</b>, <b>tchau</b>!"],
    ["R$*10*", "R$<b>10</b>"],
    ['"_oi_"', '"<i>oi</i>"'],
  ],
  "line breaks": [
    ["*oi\ntchau*", "*oi\ntchau*"],
    ["_a\nb_ *c*", "_a\nb_ <b>c</b>"],
    ["`a\nb`", "`a\nb`"],
    ["*a*\n*b*", "<b>a</b>\n<b>b</b>"],
    ["*oi*\r\ntchau", "<b>oi</b>\r\ntchau"],
    ["a\n\nb", "<p>a\n\n</p><p>b</p>"],
    ["\n\na", "<p>\n\n</p><p>a</p>"],
    ["a\n", "a\n"],
    ["\n", "\n"],
  ],
  code: [
    ["`*oi*`", "<c>*oi*</c>"],
    ["```*oi* _a_ https://a.com```", "<pre>*oi* _a_ https://a.com</pre>"],
    ["```\na\n  b\n```", "<pre>a\n  b</pre>"],
    ["```json\n{}\n```", "<pre>json\n{}</pre>"],
    ["antes\n```\na\n```\ndepois", "<p>antes\n</p><pre>a</pre><p>depois</p>"],
    ["```a\nb``` fim", "<pre>a\nb</pre><p> fim</p>"],
    ["x ```a``` y ```b```", "x <c>a</c> y <c>b</c>"],
    ["`a``b`", "<c>a``b</c>"],
    ["*a ```b* c``` d*", "<b>a <c>b* c</c> d</b>"],
    ["```a```b```", "<pre>a```b</pre>"],
    ["> ```a```", "<quote>[<c>a</c>]</quote>"],
    ["``` ``` ```oi```", "``` <c> ```oi</c>"],
  ],
  "quotes and lists": [
    ["> oi", "<quote>[oi]</quote>"],
    [
      "> oi\n\n> tchau\n\n- um",
      "<quote>[oi\n]</quote><p>\n</p><quote>[tchau\n]</quote><p>\n</p><bullets>[um]</bullets>",
    ],
    ["> *oi*\n> tchau\nfim", "<quote>[<b>oi</b>\n][tchau\n]</quote><p>fim</p>"],
    [">oi", ">oi"],
    ["> ", "> "],
    ["a > b", "a > b"],
    ["* um\n* dois", "<bullets>[um\n][dois]</bullets>"],
    ["- um\n* *dois*", "<bullets>[um\n][<b>dois</b>]</bullets>"],
    ["-um", "-um"],
    ["- ", "- "],
    ["1. um\n2. dois", "<numbers>[um\n][dois]</numbers>"],
    ["1. um\n\n2. dois", "<numbers>[um\n\n][dois]</numbers>"],
    ["2024. Foi um bom ano", "2024. Foi um bom ano"],
    ["1.um", "1.um"],
    ["1) um", "1) um"],
    [" - um", " - um"],
    ["oi\n- um\n\ntchau", "<p>oi\n</p><bullets>[um\n\n]</bullets><p>tchau</p>"],
    ["- um\n1. dois\n> três", "<bullets>[um\n]</bullets><numbers>[dois\n]</numbers><quote>[três]</quote>"],
    ["* item*", "<bullets>[item*]</bullets>"],
  ],
  "addresses with underscores": [
    ["https://a.com/_x_/y_z", "<a>https://a.com/_x_/y_z</a>"],
    ["_veja_ https://a.com/b_c_d ~já~", "<i>veja</i> <a>https://a.com/b_c_d</a> <s>já</s>"],
    ["loja.com/minha_conta_", "<a>loja.com/minha_conta</a>_"],
    ["`https://a.com/_x_`", "<c>https://a.com/_x_</c>"],
    ["*Site:* loja.com.br", "<b>Site:</b> <a>loja.com.br</a>"],
  ],
  "scripts from right to left, and emoji": [
    ["*مرحبا* بك", "<b>مرحبا</b> بك"],
    ["שלום _עולם_", "שלום <i>עולם</i>"],
    ["- مرحبا\n- hello", "<bullets>[مرحبا\n][hello]</bullets>"],
    ["oi\n\nمرحبا", "<p>oi\n\n</p><p>مرحبا</p>"],
    ["你好*世界*", "你好*世界*"],
    ["👋*oi*👋", "👋<b>oi</b>👋"],
    ["❤️*oi*", "❤️<b>oi</b>"],
    ["*👩‍👩‍👧‍👦*", "<b>👩‍👩‍👧‍👦</b>"],
    ["_🙋🏽‍♀️ oi_", "<i>🙋🏽‍♀️ oi</i>"],
    ["1️⃣*um*", "1️⃣<b>um</b>"],
    ["👨‍👩‍👧_a_", "👨‍👩‍👧<i>a</i>"],
    ["\ud83d*oi*\udc4b", "\ud83d<b>oi</b>\udc4b"],
  ],
};

describe.each(Object.entries(table))("%s", (_, cases) => {
  it.each(cases)("%j", (text, expected) => {
    const blocks = parseWhatsApp(text);
    expect(draw(blocks)).toBe(expected);
    expect(sourceOf(blocks)).toBe(text);
  });
});

/** The same texts in every run: a small generator of numbers below one. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const bits = [
  ..."**__~~``>- \n \n",
  ..."```|> |- |* |1. |23. |oi|não|a_b|2*3|https://a.com/x_y|loja.com.br|ana@b.com|\r\n|\n\n|مرحبا|世界|👩‍👩‍👧|❤️|e\u0301|(|)|.|,|\t|\u00a0|\ud83d|[a](|10".split(
    "|",
  ),
];

function* texts(): Generator<string> {
  const roll = dice(20_250_705);
  for (let index = 0; index < 4_000; index += 1) {
    const length = 1 + Math.floor(roll() * 24);
    yield Array.from({ length }, () => bits[Math.floor(roll() * bits.length)] ?? "").join("");
  }
}

/** Whether `shown` is `source` without some characters that can belong to marks. */
function isWithoutMarks(source: string, shown: string): boolean {
  let at = 0;
  for (const unit of source.split("")) {
    if (unit === shown[at]) at += 1;
    else if (!/[*_~`>\-\d. \r\n]/.test(unit)) return false;
  }
  return at === shown.length;
}

function inlinesOf(blocks: readonly Block[]): Inline[][] {
  return blocks.flatMap((block) => {
    if (block.type === "paragraph") return [block.children];
    return block.type === "code" ? [] : block.lines.map((line) => line.children);
  });
}

function isSound(nodes: readonly Inline[], within: readonly string[]): boolean {
  return nodes.every((node) => {
    if (!("children" in node)) return node.text !== "";
    if (within.includes(node.type) || node.children.length === 0) return false;
    return isSound(node.children, [...within, node.type]);
  });
}

describe("any text at all", () => {
  it("comes back whole from its nodes and the marks that were taken away", () => {
    for (const text of texts()) {
      const blocks = parseWhatsApp(text);
      expect(sourceOf(blocks)).toBe(text);
      const shown = shownText(blocks);
      expect(isWithoutMarks(text, shown), JSON.stringify([text, shown])).toBe(true);
    }
  });

  it("has no empty node, and no mark within a mark of the same kind", () => {
    for (const text of texts()) {
      const sound = inlinesOf(parseWhatsApp(text)).every((nodes) => isSound(nodes, []));
      expect(sound, JSON.stringify(text)).toBe(true);
    }
  });
});

describe("65,536 characters", () => {
  const length = 65_536;
  const of = (unit: string, size: number): string =>
    unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

  it.each([
    ..."*|_|`|```|*a|*a | *a|*_~|*_~a|> |- a\n|``` |a``` |\n|` a` |*`a` |a_b|https://|http://a.com |a.b-|a.com@|(|https://a.com))))|[a](|👩‍👩‍👧 |```a\n".split(
      "|",
    ),
  ])("of %j come back whole, in time that grows with the length alone", (unit) => {
    const long = of(unit, length);
    expect(sourceOf(parseWhatsApp(long))).toBe(long);
    // Sixteen times as much should take sixteen times as long; if every part looked at every other it would be 256.
    const short = of(unit, length / 16);
    const best = { short: Infinity, long: Infinity };
    const timed = (text: string): number => {
      const begun = performance.now();
      parseWhatsApp(text);
      return performance.now() - begun;
    };
    // A busy machine makes some runs slow but none fast, so one good pair is enough.
    for (let run = 0; run < 40; run += 1) {
      best.short = Math.min(best.short, timed(short) + timed(short) + timed(short));
      best.long = Math.min(best.long, timed(long));
      if (run > 1 && best.long < 30 * Math.max(best.short, 0.1)) break;
    }
    expect(best.long).toBeLessThan(30 * Math.max(best.short, 0.1));
  });
});
