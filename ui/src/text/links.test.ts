import { describe, expect, it } from "vitest";

import { parseWhatsApp } from "./whatsapp";
import type { Inline } from "./whatsapp-nodes";

function linksIn(nodes: readonly Inline[]): string[] {
  return nodes.flatMap((node) => {
    if (node.type === "link") return [node.text === node.url ? node.url : `${node.text} → ${node.url}`];
    return "children" in node ? linksIn(node.children) : [];
  });
}

function links(text: string): string[] {
  return parseWhatsApp(text).flatMap((block) => (block.type === "paragraph" ? linksIn(block.children) : []));
}

describe("a link", () => {
  it.each<[string, string[]]>([
    ["https://loja.example/p?q=1#top", ["https://loja.example/p?q=1#top"]],
    ["HTTP://LOJA.EXAMPLE", ["HTTP://LOJA.EXAMPLE"]],
    ["http://localhost:3000/x", ["http://localhost:3000/x"]],
    ["http://[::1]/x", ["http://[::1]/x"]],
    ["Veja https://a.com/x, depois https://b.com.", ["https://a.com/x", "https://b.com"]],
    ["(https://pt.wikipedia.org/wiki/Vestido_(moda))", ["https://pt.wikipedia.org/wiki/Vestido_(moda)"]],
    ["(veja https://a.com/x)", ["https://a.com/x"]],
    ["[Ver](https://a.com/p)", ["https://a.com/p"]],
    ["[https://a.com](https://b.com)", ["https://a.com", "https://b.com"]],
    ["<https://a.com>", ["https://a.com"]],
    ['"https://a.com/x"', ["https://a.com/x"]],
    ["见https://a.com/x。", []],
    ["见 https://a.com/x。", ["https://a.com/x"]],
    ["https://a.com/x_y_z_", ["https://a.com/x_y_z"]],
    ["https://a.com/*foto*/1", ["https://a.com/*foto*/1"]],
    ["https://loja.com/açúcar/á", ["https://loja.com/açúcar/á"]],
    ["https://", []],
    ["https:// a.com", ["a.com → https://a.com"]],
    ["https://.a", []],
    ["xhttps://a.b", []],
    ["javascript:alert(1)", []],
    ["ftp://loja.com/x", []],
    ["mailto:ana@loja.com", []],
    ["https://a.com/\u202egpj.exe", ["https://a.com/"]],
  ])("with a scheme: %s", (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["loja.com", ["loja.com → https://loja.com"]],
    ["www.loja.com.br/p/1?x=_y_.", ["www.loja.com.br/p/1?x=_y → https://www.loja.com.br/p/1?x=_y"]],
    ["LOJA.COM", ["LOJA.COM → https://LOJA.COM"]],
    ["Acesse loja.com.br!", ["loja.com.br → https://loja.com.br"]],
    ["loja.com:8443/x", ["loja.com:8443/x → https://loja.com:8443/x"]],
    ["_loja.com_", ["loja.com → https://loja.com"]],
    ["café-da-vó.com.br", ["café-da-vó.com.br → https://café-da-vó.com.br"]],
    ["bit.ly/3x", ["bit.ly/3x → https://bit.ly/3x"]],
    ["loja.com?", ["loja.com → https://loja.com"]],
    ["ana@loja.com.br", []],
    ["loja.com@evil.com", []],
    ["minha_loja.com", []],
    ["loja.com_velha", []],
    ["Ok.Me avise", []],
    ["versão 3.5.1", []],
    ["R$ 1.299,90", []],
    ["arquivo.txt", []],
    ["node.js", []],
    ["a.m.", []],
    ["-loja.com", []],
    ["loja..com", []],
    ["loja-.com", []],
    [".com", []],
    ["x/loja.com", []],
    ["S.A.", []],
    [`${"a".repeat(64)}.com`, []],
  ])("without one: %s", (text, expected) => {
    expect(links(text)).toEqual(expected);
  });
});
