/** Pictures and recordings: shown, and failed for each of the reasons. */
import type { Event } from "../src/ipc/generated/Event";
import type { MessageContent } from "../src/ipc/generated/MessageContent";
import type { FakeBackend } from "./fake-backend";
import { mediaFailures } from "./fake-media";
import { conversation, event, line, merchant, product, said, turn } from "./samples";

const cdn = "https://cdn.lojaacme.com.br";

function content(content: MessageContent): Event {
  return event("messageEvent", { type: "message", role: "assistant", content, createdAt: null });
}

function media(backend: FakeBackend): string {
  backend.overview.merchants = [merchant()];
  const failing = mediaFailures.map(({ type }) =>
    product({ productId: type, title: type, imageUrl: `${cdn}/fails/${type}.jpg`, facets: [] }),
  );
  const whole = [1, 2, 3].map((number) => product({ imageUrl: `${cdn}/${number}.jpg` }));
  const events = [
    said("Separei estes:"),
    event("recommendationEvent", { type: "recommendation", products: whole }),
    ...[0, 5, 10].map((from) =>
      event("recommendationEvent", { type: "recommendation", products: failing.slice(from, from + 5) }),
    ),
    content({ type: "audio", url: `${cdn}/voz.ogg` }),
    content({ type: "audio", url: `${cdn}/fails/notFound.ogg` }),
    content({ type: "image", url: `${cdn}/tabela.jpg`, caption: "Tabela de medidas" }),
    content({ type: "image", url: `${cdn}/fails/wrongType.svg`, caption: null }),
  ];
  const lines = events.map((each, index) => line({ id: 50 + index, seq: index + 1, events: [each] }));
  backend.add({ conversation: conversation(), turns: [turn({ lines: lines.length })], lines });
  return "c1";
}

export const mediaScenes = { media };
