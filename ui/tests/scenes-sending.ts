/** Scenes of what a customer sends: every kind as it was sent, and the dialogs in which it is written. */
import type { SentEvent } from "../src/ipc/generated/SentEvent";
import { open } from "../src/state/conversation.svelte";
import { dialogs } from "../src/state/dialogs.svelte";
import { drafts } from "../src/state/drafts.svelte";
import type { Draft } from "../src/text/draft";
import type { SendingKind } from "../src/text/input-forms";
import type { FakeBackend } from "./fake-backend";
import { conversation, line, merchant, said, turn } from "./samples";

type Scene = (backend: FakeBackend) => string | null;

const minute = 60_000;

const everything: SentEvent[][] = [
  [
    { type: "text", text: "Oi! Sou a Sofia, da Loja Acme. *Posso ajudar?*", role: "assistant" },
    { type: "text", text: "Oi, tudo bem?", role: "user" },
    { type: "text", text: "Tudo! O que você procura?", role: "assistant" },
    { type: "text", text: "tem vestido azul?", role: "user" },
  ],
  [
    {
      type: "message",
      role: "user",
      content: {
        type: "image",
        url: "https://cdn.lojaacme.com.br/foto.jpg",
        caption: "Procuro um como este",
      },
    },
  ],
  [
    {
      type: "message",
      role: "user",
      content: { type: "audio", url: "https://cdn.lojaacme.com.br/audio.ogg" },
    },
  ],
  [
    {
      type: "message",
      role: "user",
      content: {
        type: "location",
        latitude: "-25.41914",
        longitude: "-49.26545",
        name: "Loja Centro",
        address: "Rua XV de Novembro, 100, Curitiba",
      },
    },
  ],
  [{ type: "buttonResponse", id: "btn-sim", title: "Sim, quero ver" }],
  [{ type: "listReply", id: "row-2", title: "Vestidos de festa", description: "Longos e midi, do P ao GG" }],
  [
    {
      type: "form",
      values: [
        { label: "name", value: "Ana Souza" },
        { label: "email", value: "ana.souza@example.com" },
        { label: "observacao", value: "Entregar depois das 18h,\nportaria dos fundos" },
      ],
    },
  ],
  [
    {
      type: "store",
      storeId: "22473",
      name: "Loja Centro",
      cpName: "Retirada no balcão",
      city: "Curitiba",
      state: "PR",
    },
  ],
  [{ type: "other", key: "loyaltyCardEvent", json: '{"loyaltyCardEvent":{"card":"77","points":1.10}}' }],
];

function everyKind(backend: FakeBackend): string {
  const at = Date.now() - everything.length * minute;
  const turns = everything.map((sent, index) =>
    turn({ id: index + 1, ordinal: index + 1, sent, sentAt: at + index * minute }),
  );
  const lines = turns.map(({ id }) => line({ id, turnId: id, events: [said("Anotado!")] }));
  backend.add({ conversation: conversation({ turns: turns.length }), turns, lines });
  return "c1";
}

const filled: Partial<Draft> = {
  fields: {
    image: { url: "https://cdn.lojaacme.com.br/foto.jpg", caption: "Procuro um como este" },
    location: { latitude: "-25.41914", longitude: "-49.26545", name: "Loja Centro", address: "" },
    store: { storeId: "22473", name: "Loja Centro", cpName: "", city: "Curitiba", state: "PR" },
  },
  rows: [
    { name: "name", value: "Ana Souza" },
    { name: "email", value: "ana.souza@example.com" },
    { name: "email", value: "outra" },
  ],
  raw: '{\n  "messageEvent": {\n    "role": "CUSTOMER",\n    "content": {\n      "textContent": {"text": ""}\n    },\n    "metadata": {"a": 1.10}\n  }\n}',
};

const context: Draft["context"] = [
  { role: "assistant", text: "Oi! Sou a Sofia, da Loja Acme. Posso ajudar a encontrar alguma coisa?" },
  { role: "user", text: "Oi, tudo bem?" },
];

/** When the conversation is open and what is kept of it has been read. */
function then(work: () => void): void {
  if (open.current?.loaded === true) setTimeout(work, 100);
  else setTimeout(() => then(work), 50);
}

function dialog(kind: SendingKind, change: Partial<Draft>): Scene {
  return (backend) => {
    const id = everyKind(backend);
    backend.overview.merchants = [merchant()];
    then(() => {
      const { current } = open;
      if (current === null) return;
      drafts.change(id, change);
      dialogs.show({ type: "sending", conversation: current, kind });
    });
    return id;
  };
}

function withContext(backend: FakeBackend): string {
  backend.add({ conversation: conversation({ turns: 0, title: "" }), turns: [], lines: [] });
  then(() => drafts.change("c1", { context, text: "tem vestido azul?\n\nE em preto?" }));
  return "c1";
}

function keptDraft(backend: FakeBackend): string {
  backend.add({
    conversation: conversation({ state: "closed" }),
    turns: [turn()],
    lines: [line({ events: [said("Oi!")] })],
  });
  then(() => drafts.change("c1", { text: "E qual é o prazo de entrega para Curitiba?" }));
  return "c1";
}

export const sendingScenes: Record<string, Scene> = {
  sent: everyKind,
  context: withContext,
  keptDraft,
  sendImage: dialog("image", filled),
  sendImageEmpty: dialog("image", {}),
  sendAudio: dialog("audio", {}),
  sendLocation: dialog("location", filled),
  sendButton: dialog("button", {}),
  sendList: dialog("list", {}),
  sendForm: dialog("form", filled),
  sendStore: dialog("store", filled),
  sendRaw: dialog("raw", filled),
  sendRawEmpty: dialog("raw", {}),
  sendContext: dialog("context", { context }),
};
