/** What can be done with a conversation of the rail. */
import FileOutput from "@lucide/svelte/icons/file-output";
import ListChecks from "@lucide/svelte/icons/list-checks";
import Pencil from "@lucide/svelte/icons/pencil";
import Pin from "@lucide/svelte/icons/pin";
import PinOff from "@lucide/svelte/icons/pin-off";
import StickyNote from "@lucide/svelte/icons/sticky-note";
import Tag from "@lucide/svelte/icons/tag";
import Trash from "@lucide/svelte/icons/trash-2";
import Undo from "@lucide/svelte/icons/undo-2";

import type { MenuItem } from "../../elements/Menu.svelte";
import { t } from "../../i18n/index.svelte";
import type { Conversation } from "../../ipc/generated/Conversation";
import { dialogs } from "../../state/dialogs.svelte";
import { deleteConversations, pin, restoreConversations } from "../../state/keeping";
import { renaming } from "../../state/renaming.svelte";
import { several } from "../../state/several.svelte";

export function conversationMenu(conversation: Conversation): MenuItem[] {
  const { id, pinned } = conversation;
  if (conversation.deletedAt !== null)
    return [
      {
        label: t("history.restore"),
        icon: Undo,
        testid: "conversation-undelete",
        choose: () => void restoreConversations([id]),
      },
    ];
  return [
    {
      label: t("history.rename"),
      icon: Pencil,
      testid: "conversation-rename",
      choose: () => (renaming.id = id),
    },
    {
      label: pinned ? t("history.unpin") : t("history.pin"),
      icon: pinned ? PinOff : Pin,
      testid: "conversation-pin",
      choose: () => void pin(id, !pinned),
    },
    {
      label: t("history.tags"),
      icon: Tag,
      testid: "conversation-tags",
      choose: () => dialogs.show({ type: "describe", conversation, at: "tags" }),
    },
    {
      label: t("history.note"),
      icon: StickyNote,
      testid: "conversation-note",
      choose: () => dialogs.show({ type: "describe", conversation, at: "note" }),
    },
    {
      label: t("history.export"),
      icon: FileOutput,
      testid: "conversation-export",
      choose: () => dialogs.show({ type: "export", conversations: [conversation] }),
    },
    {
      label: t("history.several"),
      icon: ListChecks,
      testid: "conversation-choose",
      choose: () => several.begin(id),
    },
    {
      label: t("history.delete"),
      icon: Trash,
      danger: true,
      testid: "conversation-delete",
      choose: () => void deleteConversations([conversation]),
    },
  ];
}
