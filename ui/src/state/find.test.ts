import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { conversation, event, line, product, said, turn } from "../../tests/samples";
import { useBackend } from "../ipc/backend";
import { OpenConversation, open } from "./conversation.svelte";
import { find } from "./find.svelte";

let putBack: () => void;
let fake: FakeBackend;
let shown: OpenConversation;

beforeEach(async () => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  fake.add({
    conversation: conversation({ turns: 2 }),
    turns: [
      turn({ id: 1, sent: [{ type: "text", text: "Tem açaí? AÇAÍ com banana", role: "user" }] }),
      turn({ id: 2, ordinal: 2, sent: [{ type: "text", text: "obrigado", role: "user" }] }),
    ],
    lines: [
      line({
        id: 10,
        turnId: 1,
        events: [
          said("Temos acai de 300 ml"),
          event(
            "recommendationEvent",
            { type: "recommendation", products: [product({ title: "Açaí 1 kg" })] },
            1,
          ),
        ],
      }),
      line({ id: 11, turnId: 2, events: [said("De nada!")] }),
    ],
  });
  shown = new OpenConversation(fake.held.get("c1")?.conversation ?? conversation());
  open.show(shown);
  await shown.open();
});

afterEach(() => {
  find.words = "";
  find.close();
  open.show(null);
  putBack();
});

describe("finding in a conversation", () => {
  it("goes over both sides in reading order, without regard to accents and case", () => {
    find.show();
    find.words = "Acai";
    expect(
      find.places.map(({ turnId, lineId, eventIndex, sentIndex, nth }) => [
        turnId,
        lineId,
        eventIndex,
        sentIndex,
        nth,
      ]),
    ).toEqual([
      [1, null, null, 0, 0],
      [1, null, null, 0, 1],
      [1, 10, 0, null, 0],
      [1, 10, 1, null, 0],
    ]);
  });

  it("begins at the newest place and goes round both ways", () => {
    find.show();
    find.words = "acai";
    expect(find.index).toBe(3);
    find.step(1);
    expect(find.index).toBe(0);
    find.step(-1);
    find.step(-1);
    expect([find.index, find.current?.lineId]).toEqual([2, 10]);
  });

  it("keeps the reader's place while more comes", () => {
    find.show();
    find.words = "acai";
    find.step(-1);
    fake.push("c1", {
      turns: [turn({ id: 3, ordinal: 3, sent: [{ type: "text", text: "mais açaí", role: "user" }] })],
      lines: [line({ id: 12, turnId: 3, events: [said("açaí!")] })],
    });
    expect([find.places.length, find.index]).toEqual([6, 2]);
  });

  it("goes over formatted text as it is read", () => {
    fake.push("c1", {
      lines: [line({ id: 13, turnId: 2, events: [said("O *açaí* _grande_ está em `falta`")] })],
    });
    find.show();
    find.words = "acai grande esta em falta";
    expect(find.places.map(({ lineId }) => lineId)).toEqual([13]);
  });

  it("finds neither addresses nor identifiers, which nobody sees there", () => {
    find.show();
    find.words = "lojaacme.com.br";
    expect(find.places).toEqual([]);
    find.words = "VST-0412";
    expect(find.places).toEqual([]);
    find.words = "   ";
    expect([find.places.length, find.index, find.current]).toEqual([0, -1, null]);
    find.step(1);
    expect(find.current).toBeNull();
  });

  it("is over with the conversation that it was begun in", () => {
    find.show();
    find.words = "acai";
    open.show(new OpenConversation(conversation({ id: "c2" })));
    expect([find.shown, find.places.length]).toEqual([false, 0]);
  });
});
