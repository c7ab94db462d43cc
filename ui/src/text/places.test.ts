import { expect, it } from "vitest";

import { mapAddress, placeAt } from "./places";

it.each([
  ["-25.41914", "-49.26545", true],
  ["90", "-180", true],
  ["0", "0.0", true],
  [" 25.4 ", "+49.2", true],
  ["90.1", "0", false],
  ["0", "-180.5", false],
  ["NaN", "0", false],
  ["1E400", "0", false],
  ["25,4", "49,2", false],
  ["", "0", false],
  [null, "0", false],
  ["1", null, false],
])("%s, %s is a place: %s", (latitude, longitude, expected) => {
  expect(placeAt(latitude, longitude) !== null).toBe(expected);
});

it("a place has a map with a pin in it", () => {
  const place = placeAt("-25.41914", "-49.26545");
  expect(place && mapAddress(place)).toBe(
    "https://www.openstreetmap.org/?mlat=-25.41914&mlon=-49.26545#map=17/-25.41914/-49.26545",
  );
});
