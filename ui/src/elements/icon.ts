/** The type of a lucide icon, so that an element can take one as a property. */
import type { LucideIcon } from "@lucide/svelte";

export type Icon = LucideIcon;
