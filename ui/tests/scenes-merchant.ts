/** Scenes of a merchant's connection: a pasted mail whose key stays with its address, and a session that is gone. */
import { dialogs } from "../src/state/dialogs.svelte";
import type { FakeBackend } from "./fake-backend";
import { conversation, error, turn } from "./samples";

type Scene = (backend: FakeBackend) => string | null;

/** Writes into a field as a person does, once it is there. */
function write(testid: string, words: string, next?: () => void): void {
  const field = document.querySelector<HTMLInputElement>(`[data-testid="${testid}"]`);
  if (field === null) {
    setTimeout(() => write(testid, words, next), 50);
    return;
  }
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (next !== undefined) setTimeout(next, 600);
}

function pasted(backend: FakeBackend, next?: () => void): string | null {
  backend.on("onboarding_read", () => ({
    name: "Loja Acme",
    baseUrl: null,
    businessId: "3f0c8a52-6a1e-4c3b-9a55-0d7a3f1c9e21",
    agentId: "b7d2c1aa-1111-4222-8333-944445555666",
    key: { handle: "pasted-0", characters: 40, origin: "https://api.connectly.ai" },
    environment: "staging",
    otherAgents: [{ id: "0d9e8f70-5555-4666-8777-a88889999000", environment: "producción" }],
    hasOtherAccount: false,
  }));
  setTimeout(() => {
    dialogs.addMerchant();
    write("merchant-paste", "Segue o acesso da Loja Acme à Sofia", next);
  }, 300);
  return null;
}

function sessionGone(backend: FakeBackend): string {
  const gone = error({
    code: "sessionGone",
    params: { merchant: "Loja Acme", status: "404" },
    delivery: "refused",
  });
  backend.add({
    conversation: conversation({ state: "failed", error: gone, turns: 2 }),
    turns: [turn(), turn({ id: 2, ordinal: 2, state: "failed", error: gone })],
    lines: [],
  });
  return "c1";
}

export const merchantScenes: Record<string, Scene> = {
  merchantPasted: (backend) => pasted(backend),
  merchantPastedElsewhere: (backend) =>
    pasted(backend, () => write("merchant-base-url", "https://gateway.example")),
  sessionGone,
};
