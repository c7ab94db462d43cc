/** Commands about the application as a whole. */
import { backend } from "../../ipc/backend";
import { dialogs } from "../dialogs.svelte";
import { preferences } from "../preferences.svelte";
import { toasts } from "../toasts.svelte";
import { type Row, always } from "./row";

function refusable(work: Promise<unknown>): void {
  work.catch((reason: unknown) => toasts.refuse(reason));
}

export const applicationCommands = [
  {
    id: "palette",
    label: "command.palette",
    keys: ["Mod+K"],
    enabled: always,
    run: () => dialogs.show({ type: "palette" }),
  },
  {
    id: "english",
    label: "command.english",
    keys: [],
    enabled: () => preferences.value.language !== "en",
    run: () => preferences.set({ language: "en" }),
  },
  {
    id: "portuguese",
    label: "command.portuguese",
    keys: [],
    enabled: () => preferences.value.language !== "pt-BR",
    run: () => preferences.set({ language: "pt-BR" }),
  },
  {
    id: "spanish",
    label: "command.spanish",
    keys: [],
    enabled: () => preferences.value.language !== "es",
    run: () => preferences.set({ language: "es" }),
  },
  {
    id: "settings",
    label: "command.settings",
    keys: ["Mod+,"],
    enabled: always,
    run: () => dialogs.show({ type: "settings" }),
  },
  {
    id: "shortcuts",
    label: "command.shortcuts",
    keys: ["Mod+/"],
    also: ["Mod+?"],
    enabled: always,
    run: () => dialogs.show({ type: "shortcuts" }),
  },
  {
    id: "dataFolder",
    label: "command.dataFolder",
    keys: [],
    enabled: always,
    run: () => refusable(backend.call("data_folder_open", null)),
  },
  {
    id: "quit",
    label: "command.quit",
    keys: ["Mod+Q"],
    enabled: always,
    run: () => refusable(backend.call("application_quit", null)),
  },
] as const satisfies readonly Row[];
