/** Commands about merchants: about the chosen one, where they are about one. */
import { application } from "../application.svelte";
import { dialogs } from "../dialogs.svelte";
import { duplicateMerchant, exportMerchants, importMerchants } from "../merchants";
import { type Row, always } from "./row";

const ownMerchant = (): boolean => application.merchant?.simulated === false;

export const merchantCommands = [
  {
    id: "addMerchant",
    label: "command.addMerchant",
    keys: [],
    enabled: always,
    run: () => dialogs.addMerchant(),
  },
  {
    id: "editMerchant",
    label: "command.editMerchant",
    keys: [],
    enabled: ownMerchant,
    run: () => {
      if (application.merchant !== null) dialogs.editMerchant(application.merchant);
    },
  },
  {
    id: "testMerchant",
    label: "command.testMerchant",
    keys: [],
    enabled: () => application.merchant !== null,
    run: () => {
      if (application.merchant !== null) dialogs.editMerchant(application.merchant, "test");
    },
  },
  {
    id: "duplicateMerchant",
    label: "command.duplicateMerchant",
    keys: [],
    enabled: ownMerchant,
    run: () => {
      if (application.merchant !== null) void duplicateMerchant(application.merchant.id);
    },
  },
  {
    id: "removeMerchant",
    label: "command.removeMerchant",
    keys: [],
    enabled: ownMerchant,
    run: () => {
      const { merchant } = application;
      if (merchant !== null) dialogs.show({ type: "removeMerchant", merchant });
    },
  },
  {
    id: "importMerchants",
    label: "merchants.import",
    keys: [],
    enabled: always,
    run: () => void importMerchants(),
  },
  {
    id: "exportMerchants",
    label: "merchants.export",
    keys: [],
    enabled: always,
    run: () => void exportMerchants(),
  },
] as const satisfies readonly Row[];
