import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { useBackend } from "../../ipc/backend";
import WhatsAppText from "./WhatsAppText.svelte";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
});
afterEach(() => putBack());

function shown(text: string): HTMLElement {
  const { container } = render(WhatsAppText, { text });
  return container.querySelector<HTMLElement>(".whatsapp") as HTMLElement;
}

describe("a WhatsApp text on the page", () => {
  it("has the spaces and line breaks that came, and no others", () => {
    const text = "  a  *b* _c_\n\n  ~d~\n- e\n- `f`\n\n> g\n1. h";
    expect(shown(text).textContent).toBe("  a  b c\n\n  d\ne\nf\n\ng\nh");
  });

  it("shows what is marked as what it is", () => {
    const element = shown("*b* _i_ ~s~ `c`\n```\nx\ny\n```\n> q\n- u\n7. o");
    const words = (tag: string): (string | null)[] =>
      [...element.querySelectorAll(tag)].map(({ textContent }) => textContent);
    expect(["strong", "em", "s", "p > code", "pre", "blockquote", "ul > li", "ol > li"].map(words)).toEqual([
      ["b"],
      ["i"],
      ["s"],
      ["c"],
      ["x\ny"],
      ["q\n"],
      ["u\n"],
      ["o"],
    ]);
    expect(element.querySelector("ol > li")?.getAttribute("data-mark")).toBe("7.");
  });

  it("lets every paragraph and item have its own direction", () => {
    const element = shown("hello\n\nمرحبا\n- שלום\n> oi");
    const parts = [...element.querySelectorAll("p, li")];
    expect(parts.length).toBe(4);
    expect(parts.every((part) => part.getAttribute("dir") === "auto")).toBe(true);
  });

  it("is text, whatever it looks like", () => {
    const hostile = '<img src=x onerror=alert(1)> <b>*x*</b> &amp; {@html "y"} javascript:alert(1)';
    const element = shown(hostile);
    expect(element.textContent).toBe(
      '<img src=x onerror=alert(1)> <b>x</b> &amp; {@html "y"} javascript:alert(1)',
    );
    expect(element.querySelector("img, b, a, script")).toBeNull();
  });

  it("opens a link by asking the backend, with a click or with Enter", async () => {
    shown("veja *loja.com/p_1* e https://a.com");
    const user = userEvent.setup();
    const links = screen.getAllByRole("link");
    await user.click(links[0] as HTMLElement);
    links[1]?.focus();
    await user.keyboard("{Enter}");
    expect(fake.called("link_open")).toEqual([{ url: "https://loja.com/p_1" }, { url: "https://a.com" }]);
  });

  it("is large where it is a few emoji and nothing else", () => {
    const classOf = (text: string): string | undefined =>
      [...shown(text).classList].find((name) => name.startsWith("emoji-"));
    expect([classOf("👩‍👩‍👧‍👦"), classOf("🎉🎁"), classOf("oi 🎉"), classOf("🎉🎉🎉🎉")]).toEqual([
      "emoji-1",
      "emoji-2",
      undefined,
      undefined,
    ]);
  });
});
