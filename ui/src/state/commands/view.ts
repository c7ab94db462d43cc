/** Commands about how the window looks. */
import { type ChecksSection, checks } from "../checks.svelte";
import { open } from "../conversation.svelte";
import { preparedMerchant, preparePresentation } from "../prepare-presentation";
import { history } from "../history.svelte";
import { layout } from "../layout.svelte";
import { focusPane } from "../panes";
import { place } from "../place.svelte";
import { preferences } from "../preferences.svelte";
import { type Row, always } from "./row";

function showChecks(section: ChecksSection): void {
  checks.section = section;
  place.showChecks();
}

export const viewCommands = [
  {
    id: "inspector",
    label: "command.inspector",
    keys: ["Mod+I"],
    enabled: () => open.current !== null,
    run: () => layout.toggleInspector(),
  },
  {
    id: "rail",
    label: "command.rail",
    keys: [],
    enabled: always,
    run: () => layout.toggleRail(),
  },
  {
    id: "everybody",
    label: "conversations.everybody",
    keys: [],
    enabled: always,
    run: () => {
      history.everybody = !history.everybody;
    },
  },
  {
    id: "checks",
    label: "command.checks",
    keys: ["Mod+T"],
    enabled: always,
    run: () => (place.checks ? place.showConversation() : place.showChecks()),
  },
  {
    id: "checksRuns",
    label: "command.checksRuns",
    keys: [],
    enabled: always,
    run: () => showChecks("runs"),
  },
  {
    id: "checksCatalog",
    label: "command.checksCatalog",
    keys: [],
    enabled: always,
    run: () => showChecks("catalog"),
  },
  {
    id: "nextPane",
    label: "command.nextPane",
    keys: ["F6"],
    enabled: always,
    run: () => focusPane(1),
  },
  {
    id: "previousPane",
    label: "command.previousPane",
    keys: ["Shift+F6"],
    enabled: always,
    run: () => focusPane(-1),
  },
  {
    id: "presentation",
    label: "presentation.command",
    keys: ["Mod+Shift+D", "F11"],
    enabled: () => preparedMerchant() !== null,
    run: preparePresentation,
  },
  {
    id: "zoomIn",
    label: "command.zoomIn",
    keys: ["Mod+="],
    also: ["Mod+Plus"],
    overDialogs: true,
    enabled: always,
    run: () => preferences.zoomBy(1),
  },
  {
    id: "zoomOut",
    label: "command.zoomOut",
    keys: ["Mod+-"],
    also: ["Mod+_"],
    overDialogs: true,
    enabled: always,
    run: () => preferences.zoomBy(-1),
  },
  {
    id: "zoomReset",
    label: "command.zoomReset",
    keys: ["Mod+0"],
    overDialogs: true,
    enabled: always,
    run: () => preferences.set({ zoom: 100 }),
  },
  {
    id: "themeSystem",
    label: "command.themeSystem",
    keys: [],
    enabled: () => preferences.value.theme !== "system",
    run: () => preferences.set({ theme: "system" }),
  },
  {
    id: "themeLight",
    label: "command.themeLight",
    keys: [],
    enabled: () => preferences.value.theme !== "light",
    run: () => preferences.set({ theme: "light" }),
  },
  {
    id: "themeDark",
    label: "command.themeDark",
    keys: [],
    enabled: () => preferences.value.theme !== "dark",
    run: () => preferences.set({ theme: "dark" }),
  },
  {
    id: "contrastHigh",
    label: "command.contrastHigh",
    keys: [],
    enabled: () => !preferences.highContrast,
    run: () => preferences.set({ contrast: "high" }),
  },
  {
    id: "contrastStandard",
    label: "command.contrastStandard",
    keys: [],
    enabled: () => preferences.highContrast,
    run: () => preferences.set({ contrast: "standard" }),
  },
] as const satisfies readonly Row[];
