/** How each kind of input event is shown in menus, and what its dialog is called. */
import Braces from "@lucide/svelte/icons/braces";
import ClipboardList from "@lucide/svelte/icons/clipboard-list";
import Image from "@lucide/svelte/icons/image";
import List from "@lucide/svelte/icons/list";
import MapPin from "@lucide/svelte/icons/map-pin";
import MessageSquareQuote from "@lucide/svelte/icons/message-square-quote";
import Mic from "@lucide/svelte/icons/mic";
import SquareMousePointer from "@lucide/svelte/icons/square-mouse-pointer";
import Store from "@lucide/svelte/icons/store";

import type { Icon } from "../../elements/icon";
import type { SendingKind } from "../../text/input-forms";

/** In the order of the menu. */
export const sendingKinds: readonly { kind: SendingKind; icon: Icon }[] = [
  { kind: "image", icon: Image },
  { kind: "audio", icon: Mic },
  { kind: "location", icon: MapPin },
  { kind: "button", icon: SquareMousePointer },
  { kind: "list", icon: List },
  { kind: "form", icon: ClipboardList },
  { kind: "store", icon: Store },
  { kind: "raw", icon: Braces },
  { kind: "context", icon: MessageSquareQuote },
];
