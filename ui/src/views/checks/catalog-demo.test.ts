import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { catalogSummary } from "../../../tests/fake-checks";
import { demo, merchant } from "../../../tests/samples";
import { useBackend } from "../../ipc/backend";
import { application } from "../../state/application.svelte";
import CatalogPane from "./CatalogPane.svelte";

/** Longer than any of this takes on a machine that does other things too. */
const LATER = { timeout: 20_000 };

let putBack: () => void = () => {};

async function paneOf(fake: FakeBackend): Promise<ReturnType<typeof userEvent.setup>> {
  putBack = useBackend(fake);
  await application.start();
  render(CatalogPane);
  await screen.findByTestId("catalog-import", undefined, LATER);
  return userEvent.setup();
}

beforeEach(() => {
  putBack = () => {};
});

afterEach(() => {
  cleanup();
  putBack();
});

it("the demo merchant gets its own products as a catalog at one click", async () => {
  const fake = new FakeBackend({ merchants: [demo] });
  let had = false;
  fake
    .on("catalog_summary", () => (had ? catalogSummary() : null))
    .on("catalog_demo", () => {
      had = true;
      return {
        summary: catalogSummary(),
        first: true,
        added: 1,
        changed: 0,
        removed: 0,
        unchanged: 0,
        examples: [],
      };
    });
  const user = await paneOf(fake);
  await user.click(screen.getByTestId("catalog-demo"));
  expect(await screen.findByTestId("catalog-summary", undefined, LATER)).toBeTruthy();
});

it("a merchant of one's own is not offered them", async () => {
  const fake = new FakeBackend({ merchants: [merchant()] });
  fake.on("catalog_summary", () => null);
  await paneOf(fake);
  expect(screen.queryByTestId("catalog-demo")).toBeNull();
});
