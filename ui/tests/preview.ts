/**
 * The window over a fake backend, to look at it while it is made: `npx vite`, then
 * http://127.0.0.1:5177/tests/preview.html?scene=shop&theme=dark&language=pt-BR. No part of the production build.
 */
import { useBackend } from "../src/ipc/backend";
import type { Contrast } from "../src/ipc/generated/Contrast";
import type { Language } from "../src/ipc/generated/Language";
import type { Theme } from "../src/ipc/generated/Theme";
import { FakeBackend } from "./fake-backend";
import { overview } from "./samples";
import { scenes } from "./scenes";
import { checkScenes } from "./scenes-checks";
import { inspectorScenes } from "./scenes-inspector";
import { merchantScenes } from "./scenes-merchant";
import { shellScenes } from "./scenes-shell";

const wanted = new URLSearchParams(location.search);
const backend = new FakeBackend({
  preferences: {
    ...overview().preferences,
    theme: (wanted.get("theme") ?? "light") as Theme,
    contrast: (wanted.get("contrast") ?? "standard") as Contrast,
    language: (wanted.get("language") ?? "en") as Language,
  },
});
const all = {
  ...scenes,
  ...checkScenes(scenes),
  ...inspectorScenes,
  ...merchantScenes,
  ...shellScenes(scenes),
};
const scene = all[wanted.get("scene") ?? "shop"];
const first = scene?.(backend) ?? null;
useBackend(backend);
Object.assign(window, { fake: backend });

await import("../src/main");

if (first !== null) {
  const { showConversation } = await import("../src/state/sessions");
  const held = backend.held.get(first);
  if (held !== undefined) setTimeout(() => void showConversation(held.conversation), 150);
}
