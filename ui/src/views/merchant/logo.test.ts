import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { error } from "../../../tests/samples";
import { useBackend } from "../../ipc/backend";
import { application } from "../../state/application.svelte";
import LogoField from "./LogoField.svelte";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(async () => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  await application.start();
  render(LogoField, { merchantId: "acme" });
});

afterEach(() => putBack());

const picture = (): Element | null => screen.getByTestId("merchant-logo").querySelector("img");

it("a logo is picked, shown and taken away again, each at once", async () => {
  const user = userEvent.setup();
  expect(picture()).toBeNull();
  await user.click(screen.getByTestId("merchant-logo-choose"));
  await waitFor(() => expect(picture()).not.toBeNull());
  expect(fake.called("merchant_logo_choose")).toEqual([{ id: "acme" }]);
  await user.click(screen.getByTestId("merchant-logo-remove"));
  await waitFor(() => expect(picture()).toBeNull());
});

it("a file that is no logo is said to be none, and what was there stays", async () => {
  const user = userEvent.setup();
  await user.click(screen.getByTestId("merchant-logo-choose"));
  await waitFor(() => expect(picture()).not.toBeNull());
  fake.refuse("merchant_logo_choose", error({ code: "logoUnfit", params: {}, answer: null, delivery: null }));
  await user.click(screen.getByTestId("merchant-logo-choose"));
  expect((await screen.findByTestId("error")).textContent).toContain("PNG or JPEG");
  expect(picture()).not.toBeNull();
  // Somebody who changes their mind changes nothing else.
  fake.on("merchant_logo_choose", () => null);
  await user.click(screen.getByTestId("merchant-logo-choose"));
  await waitFor(() => expect(screen.queryByTestId("error")).toBeNull());
  expect(picture()).not.toBeNull();
});
