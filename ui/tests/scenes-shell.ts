/** Scenes of the window around the conversation: what lies over it, beside it and at its edges. */
import { setLanguage } from "../src/i18n/index.svelte";
import { open } from "../src/state/conversation.svelte";
import { dialogs } from "../src/state/dialogs.svelte";
import { find } from "../src/state/find.svelte";
import { layout } from "../src/state/layout.svelte";
import { toasts } from "../src/state/toasts.svelte";
import type { FakeBackend } from "./fake-backend";
import { error, merchant } from "./samples";

type Scene = (backend: FakeBackend) => string | null;

/** When the conversation is open. */
function then(work: () => void): void {
  if (open.current?.loaded === true) setTimeout(work, 100);
  else setTimeout(() => then(work), 50);
}

function refusals(): void {
  toasts.say("Loja Acme was added.");
  toasts.refuse(error({ code: "keyMissing", params: { merchant: "Farmácia Sol" }, answer: null }));
  toasts.refuse(
    error({
      code: "unreachable",
      params: { host: "api.connectly.ai", reason: "connection refused" },
      answer: null,
    }),
  );
}

export function shellScenes(base: Record<string, Scene>): Record<string, Scene> {
  const over =
    (name: string, work: () => void): Scene =>
    (backend) => {
      then(work);
      return base[name]?.(backend) ?? null;
    };
  return {
    palette: over("shop", () => dialogs.show({ type: "palette" })),
    shortcuts: over("shop", () => dialogs.show({ type: "shortcuts" })),
    settings: over("shop", () => dialogs.show({ type: "settings" })),
    merchantForm: over("shop", () => dialogs.addMerchant()),
    removeMerchant: over("shop", () => dialogs.show({ type: "removeMerchant", merchant: merchant() })),
    find: over("shop", () => {
      find.show();
      find.words = "azul";
    }),
    findLong: over("long", () => {
      find.show();
      find.words = "resposta 12.";
    }),
    findNothing: over("shop", () => {
      find.show();
      find.words = "abacaxi";
    }),
    toasts: over("shop", refusals),
    toastsFolded: over("shop", () => {
      layout.toggleRail();
      refusals();
    }),
    toastsInDialog: over("shop", () => {
      dialogs.show({ type: "settings" });
      refusals();
    }),
    drawer: over("shop", () => layout.showInspector()),
    notices: (backend) => {
      backend.overview.notices = [
        { type: "sessionsRecovered", closed: 2, notClosed: 1 },
        { type: "preferencesSetAside", path: "~/.local/share/sofia-desk/preferences.broken.json" },
      ];
      return base["shop"]?.(backend) ?? null;
    },
    languages: over("shop", () => {
      // One after the other, without a reload: each is in force at once.
      setLanguage("es");
      setTimeout(() => setLanguage("pt-BR"), 50);
    }),
  };
}
