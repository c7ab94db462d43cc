/** Scenes of the history: the rail as people fill it, searching it, and what goes out of it. */
import { open } from "../src/state/conversation.svelte";
import { dialogs } from "../src/state/dialogs.svelte";
import { railSearch } from "../src/state/history-search.svelte";
import { history } from "../src/state/history.svelte";
import { deleteConversations } from "../src/state/keeping";
import { renaming } from "../src/state/renaming.svelte";
import { several } from "../src/state/several.svelte";
import type { FakeBackend } from "./fake-backend";
import { conversation, line, said, turn } from "./samples";

type Scene = (backend: FakeBackend) => string | null;

const minute = 60_000;
const day = 24 * 60 * minute;

/** When the conversation is open. */
function then(work: () => void): void {
  if (open.current?.loaded === true) setTimeout(work, 100);
  else setTimeout(() => then(work), 50);
}

function kept(backend: FakeBackend): void {
  const now = Date.now();
  const rows = [
    { id: "k1", title: "oi", ownTitle: "Black Friday: frete e prazos", pinned: true, lastAt: now - 3 * day },
    { id: "k2", title: "vocês entregam em Manaus?", pinned: true, note: "Perguntar ao time de logística." },
    { id: "k3", title: "vestido azul para festa", tags: ["frete", "urgente"], lastAt: now - 20 * minute },
    { id: "k4", title: "captura", source: { type: "capture" }, lastAt: now - 2 * day, sessionId: null },
  ] as const;
  for (const { ...row } of rows) {
    const change = { ...row, ...("tags" in row ? { tags: [...row.tags] } : {}) };
    const held = conversation({ state: "closed", lastAt: now - 5 * day, ...change } as Parameters<
      typeof conversation
    >[0]);
    backend.add({
      conversation: held,
      turns: [
        turn({ id: 500 + Number(row.id.slice(1)), sent: [{ type: "text", text: row.title, role: "user" }] }),
      ],
      lines: [
        line({
          id: 600 + Number(row.id.slice(1)),
          turnId: 500 + Number(row.id.slice(1)),
          events: [said("O vestido azul está disponível. O frete para a sua região é grátis.")],
        }),
      ],
    });
  }
}

/** Ten thousand, a third of them pinned to nothing and tagged by nobody. */
function thousands(backend: FakeBackend): void {
  const now = Date.now();
  for (let index = 0; index < 10_000; index += 1)
    backend.add({
      conversation: conversation({
        id: `t${index}`,
        title: `conversa ${index + 1}`,
        state: "closed",
        lastAt: now - index * 40 * minute,
      }),
      turns: [],
      lines: [],
    });
}

export function historyScenes(shop: (backend: FakeBackend) => string): Record<string, Scene> {
  const over =
    (work: () => void): Scene =>
    (backend) => {
      kept(backend);
      then(work);
      return shop(backend);
    };
  const all = (): readonly ReturnType<typeof conversation>[] => history.all;
  return {
    history: over(() => undefined),
    historySearch: over(() => (railSearch.words = "azul")),
    historySearchBad: over(() => (railSearch.words = "azul rated:meh")),
    historySearchNone: over(() => (railSearch.words = "abacaxi")),
    historyRename: over(() => (renaming.id = "k3")),
    historySeveral: over(() => {
      several.begin("k1");
      several.toggle("k3");
    }),
    historyTag: over(() => history.setFilter({ type: "tag", tag: "frete" })),
    historyDeleted: over(() => void deleteConversations(all().slice(1, 2))),
    historyDescribe: over(() => {
      const one = history.byId("k3");
      if (one !== undefined) dialogs.show({ type: "describe", conversation: one, at: "tags" });
    }),
    historyNoted: (backend) => {
      kept(backend);
      const note =
        "Perguntar ao time de logística se Manaus entra na tabela nova; a resposta fala em 12 dias.";
      backend.push("k2", { conversation: { note, simulated: true } });
      return "k2";
    },
    historyExport: over(() => dialogs.show({ type: "export", conversations: all().slice(0, 1) })),
    historyExportMany: over(() => dialogs.show({ type: "export", conversations: all().slice(0, 4) })),
    historyThousands: (backend) => {
      thousands(backend);
      return shop(backend);
    },
  };
}
