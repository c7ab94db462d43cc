/**
 * Every command of the window, by topic. The palette, the list of shortcuts and the keys themselves go by these tables:
 * a new command is a row in one of them.
 */
import { applicationCommands } from "./commands/application";
import { conversationCommands } from "./commands/conversation";
import { merchantCommands } from "./commands/merchant";
import type { Row } from "./commands/row";
import { viewCommands } from "./commands/view";

export const commandGroups = ["conversation", "merchant", "view", "application"] as const;
export type CommandGroup = (typeof commandGroups)[number];

const tables = {
  conversation: conversationCommands,
  merchant: merchantCommands,
  view: viewCommands,
  application: applicationCommands,
} as const satisfies Record<CommandGroup, readonly Row[]>;

export type CommandId = (typeof tables)[CommandGroup][number]["id"];

export interface Command extends Row {
  id: CommandId;
  group: CommandGroup;
}

export const commands: readonly Command[] = commandGroups.flatMap((group): Command[] =>
  tables[group].map((row) => ({ ...row, group })),
);

const byId = new Map(commands.map((command) => [command.id, command]));

export function commandById(id: CommandId): Command {
  const command = byId.get(id);
  if (command === undefined) throw new Error(`no command ${id}`);
  return command;
}
