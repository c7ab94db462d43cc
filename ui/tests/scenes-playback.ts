/** Recordings: one that plays in the window, one that is presented, and one that stands in for answers that do not come. */
import type { PresentationPlan } from "../src/ipc/generated/PresentationPlan";
import type { FakeBackend } from "./fake-backend";
import { conversation, error, event, line, merchant, product, said, turn } from "./samples";

const minute = 60_000;
const second = 1_000_000;
const plan: PresentationPlan = {
  stage: "phone",
  textSize: 100,
  screen: null,
  language: null,
  prompts: ["Oi!", "Tem vestido azul?", "Qual o frete?"],
};

function timing(endUs: number): ReturnType<typeof turn>["timing"] {
  return { connectUs: null, headUs: 90_000, firstByteUs: 400_000, firstEventUs: 400_000, endUs };
}

function held(backend: FakeBackend): void {
  backend.overview.merchants = [merchant({ colour: "#c2255c" })];
  const at = Date.now() - 90 * minute;
  backend.add({
    conversation: conversation({ id: "old", state: "closed", lastAt: at, turns: 2 }),
    turns: [
      turn({
        id: 1,
        sent: [{ type: "text", text: "Oi!", role: "user" }],
        sentAt: at,
        lines: 1,
        timing: timing(second),
      }),
      turn({
        id: 2,
        ordinal: 2,
        sent: [{ type: "text", text: "Tem vestido azul?", role: "user" }],
        sentAt: at + 5_000,
        lines: 2,
        timing: timing(40 * second),
      }),
    ],
    lines: [
      line({ id: 1, turnId: 1, seq: 1, offsetUs: 500_000, events: [said("Oi! Como posso ajudar hoje?")] }),
      line({ id: 2, turnId: 2, seq: 1, offsetUs: 900_000, events: [said("Temos sim! Um momento.")] }),
      line({
        id: 3,
        turnId: 2,
        seq: 2,
        offsetUs: 30 * second,
        events: [event("recommendationEvent", { type: "recommendation", products: [product()] })],
      }),
    ],
  });
}

/** Runs when the window is up and a conversation is open. */
function whenOpen(run: () => void): void {
  void import("../src/state/conversation.svelte").then(({ open }) => {
    const look = (): void => {
      if (open.current?.loaded === true) run();
      else setTimeout(look, 50);
    };
    look();
  });
}

function playing(backend: FakeBackend): string {
  held(backend);
  whenOpen(() => {
    void import("../src/state/playback.svelte").then(({ playConversation }) => {
      const old = backend.held.get("old");
      if (old !== undefined) void playConversation(old.conversation);
    });
  });
  return "old";
}

function presented(change: Partial<PresentationPlan>): (backend: FakeBackend) => string {
  return (backend) => {
    held(backend);
    whenOpen(() => {
      void Promise.all([
        import("../src/state/presentation.svelte"),
        import("../src/state/conversation.svelte"),
      ]).then(([{ presentation }, { open }]) => {
        const [shown] = backend.overview.merchants;
        if (shown !== undefined && open.current !== null)
          void presentation.beginPlayback(shown, { ...plan, ...change }, open.current);
      });
    });
    return "old";
  };
}

function offered(backend: FakeBackend): string {
  held(backend);
  const old = backend.held.get("old");
  backend.on("presentation_recording", () =>
    old === undefined ? null : { conversation: old.conversation, turnIds: [2] },
  );
  backend.add({
    conversation: conversation({ id: "live", turns: 2 }),
    turns: [
      turn({ id: 11, sent: [{ type: "text", text: "Oi!", role: "user" }], lines: 1 }),
      turn({
        id: 12,
        ordinal: 2,
        sent: [{ type: "text", text: "Tem vestido azul?", role: "user" }],
        state: "failed",
        error: error(),
        lines: 0,
      }),
    ],
    lines: [line({ id: 11, turnId: 11, seq: 1, events: [said("Oi! Como posso ajudar hoje?")] })],
  });
  whenOpen(() => {
    void Promise.all([
      import("../src/state/presentation.svelte"),
      import("../src/state/conversation.svelte"),
    ]).then(([{ presentation }, { open }]) => {
      const [shown] = backend.overview.merchants;
      if (shown !== undefined) void presentation.begin(shown, plan, open.current);
    });
  });
  return "live";
}

export const playbackScenes: Record<string, (backend: FakeBackend) => string | null> = {
  playback: playing,
  "playback-phone": presented({}),
  "playback-wide": presented({ stage: "wide" }),
  "playback-offered": offered,
};
